// outlook.hpp: where a delisting stands, in a sentence for whoever pays: what we did, what we wait for, until when, and
// what happens to the money.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "delisting/job.hpp"
#include "delisting/policy.hpp"

namespace offlist {

struct job_outlook {
    std::string summary;
    /// When it changes by itself at the latest, if nothing else happens before; none: it has ended.
    std::optional<std::chrono::sys_seconds> next_at;
};

/// `to_pay`: what is missing in the funds of a job that waits for them, in minor units of the fee's currency.
[[nodiscard]] job_outlook outlook_of(const job& j, std::int64_t to_pay, const delisting_policy& policy);

}  // namespace offlist
