#include "cli/exit_status.hpp"

namespace offlist::cli {

std::string_view to_string(exit_status s)
{
    switch (s) {
        case exit_status::ok:
            return "OK";
        case exit_status::warning:
            return "WARNING";
        case exit_status::critical:
            return "CRITICAL";
        case exit_status::unknown:
            return "UNKNOWN";
    }
    return "UNKNOWN";
}

exit_status status_of(const sweep_summary& s)
{
    if (s.counts.listed > 0) return exit_status::critical;
    const bool nothing_verified = s.counts.clean + s.counts.informational == 0;
    if (nothing_verified || s.failure) return exit_status::unknown;
    return s.counts.unknown > 0 || s.open > 0 || s.unasked > 0 ? exit_status::warning : exit_status::ok;
}

}  // namespace offlist::cli
