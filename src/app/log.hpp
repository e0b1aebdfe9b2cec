// log.hpp: what is told on standard error: errors, warnings, and with --verbose what is being done.
//
// From one thread. Keys are never given to it.
#pragma once
#include <offlist/problem.hpp>
#include <string_view>

namespace offlist::app {

void start_log(bool verbose);

void log_error(std::string_view text);
void log_warning(std::string_view text);
/// Shown with --verbose only.
void log_detail(std::string_view text);

/// Every problem as an error.
void log_problems(const problems& all);

}  // namespace offlist::app
