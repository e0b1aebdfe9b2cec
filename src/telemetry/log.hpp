// log.hpp: what is told on standard error: errors, warnings, and what is being done.
//
// Commands speak to a person: `offlist: warning: text`. The daemon's lines carry the time and fields, as text or as one
// JSON object a line. From any thread once started. Keys, tokens and URLs with passwords are never given to it.
#pragma once
#include <config/sections/log.hpp>
#include <initializer_list>
#include <offlist/problem.hpp>
#include <string_view>
#include <utility>

namespace offlist::telemetry {

/// For commands. Details are shown if `verbose`.
void start_log(bool verbose);
/// For the daemon; may be called again, with a new level or format.
void start_service_log(const config::log_config& how);

/// Names and values, such as {"sweep", "swp_12"}. Values may hold anything: they are escaped.
using log_fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

void log_error(std::string_view text, log_fields more = {});
void log_warning(std::string_view text, log_fields more = {});
/// Shown by the daemon, and by commands with --verbose.
void log_detail(std::string_view text, log_fields more = {});
/// Shown by the daemon at level debug only: each request, each slice.
void log_debug(std::string_view text, log_fields more = {});

/// Every problem as an error.
void log_problems(const problems& all);

}  // namespace offlist::telemetry
