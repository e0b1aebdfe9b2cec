// actor_name.hpp: how an actor is called in what customers and staff read: the history of a job, the claim of a task.
//
// Pure; safe from any thread.
#pragma once
#include <store/accounts/audit_log.hpp>
#include <string>

namespace offlist::services {

/// In the history of a delisting: a customer is "customer", whoever of them it was; staff has names.
[[nodiscard]] std::string history_name(const store::actor& by);

/// Who works on a task, as tasks and history name it. The name of a token may stand twice, so its id is in it.
[[nodiscard]] std::string worker_name(const store::actor& by);

}  // namespace offlist::services
