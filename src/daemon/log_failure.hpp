// log_failure.hpp: the daemon's answer to a task that throws: it is logged, and everything else goes on.
//
// For the daemon's thread.
#pragma once
#include <exception>
#include <functional>
#include <string>

namespace offlist::daemon {

/// For task_group::spawn. Logs what the task of this name threw; that it was cancelled is no failure.
[[nodiscard]] std::function<void(std::exception_ptr)> log_failure_of(std::string name);

}  // namespace offlist::daemon
