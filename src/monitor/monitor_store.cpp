#include "monitor/monitor_store.hpp"

namespace offlist {

std::string_view to_string(mass_decision d)
{
    return d == mass_decision::release ? "release" : "dismiss";
}

std::string_view to_string(mass_direction d)
{
    return d == mass_direction::opening ? "opening" : "closing";
}

}  // namespace offlist
