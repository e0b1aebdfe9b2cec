#include "blocklists/list_state.hpp"

namespace offlist {

std::string_view to_string(list_state s)
{
    switch (s) {
        case list_state::unused:
            return "unused";
        case list_state::healthy:
            return "healthy";
        case list_state::unhealthy:
            return "unhealthy";
        case list_state::unverified:
            return "unverified";
        case list_state::untested:
            return "untested";
    }
    return "unused";
}

}  // namespace offlist
