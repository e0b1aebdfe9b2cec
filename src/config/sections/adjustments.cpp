#include "config/sections/adjustments.hpp"

#include "config/config_values.hpp"

namespace offlist::config {

void read_adjustments(toml_section& s, const reading&, adjusting_bounds& into)
{
    set_cents(s, "staff_alone", into.staff);
    set_cents(s, "admin_alone", into.admin);
    if (into.admin && !into.staff)
        s.complain("admin_alone", "admin_alone bounds admins, and staff is not bounded", "staff_alone as well");
    else if (into.admin && *into.admin < *into.staff)
        s.complain("admin_alone", "admin_alone is less than staff_alone", "at least as much");
}

}  // namespace offlist::config
