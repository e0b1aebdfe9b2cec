// exit_status.hpp: the exit statuses of the program, which are those of Nagios plugins.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <cstdint>
#include <string_view>
#include <sweep/summary.hpp>

namespace offlist::cli {

enum class exit_status : std::uint8_t {
    ok = 0,        ///< everything was verified and is clean
    warning = 1,   ///< nothing is listed, but something could not be verified
    critical = 2,  ///< something is listed
    unknown = 3,   ///< nothing could be verified, or wrong use
};

/// `OK`, `WARNING`, `CRITICAL` or `UNKNOWN`, as monitoring systems spell them.
[[nodiscard]] std::string_view to_string(exit_status s);

/// What a sweep's result means. A question without a verdict, because the sweep was stopped, is one not verified.
[[nodiscard]] exit_status status_of(const sweep_summary& s);

}  // namespace offlist::cli
