#include "services/decide_mass_change.hpp"

#include <utility>

namespace offlist::services {

parsed<decided_mass_change> decide_mass_change::operator()(soci::session& s) const
{
    decided_mass_change done;
    done.what = store::mass_change_table::decide(s, id, what, by);
    auto now = store::mass_change_table::find(s, id);
    if (now)
        done.now = std::move(*now);
    else
        done.what = store::deciding::no_such_change;
    return done;
}

}  // namespace offlist::services
