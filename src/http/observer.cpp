#include "http/observer.hpp"

namespace offlist::http {

std::string_view to_string(drop_reason r)
{
    switch (r) {
        case drop_reason::too_many:
            return "too_many";
        case drop_reason::slow:
            return "slow";
        case drop_reason::no_tls:
            return "no_tls";
        case drop_reason::cut_at_stop:
            return "cut_at_stop";
        case drop_reason::accept_failed:
            return "accept_failed";
        case drop_reason::failed:
            return "failed";
    }
    return "unknown";
}

}  // namespace offlist::http
