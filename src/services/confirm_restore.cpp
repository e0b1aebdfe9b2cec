#include "services/confirm_restore.hpp"

namespace offlist::services {

parsed<confirmed_restore> confirm_restore::operator()(soci::session& s) const
{
    confirmed_restore done;
    done.nothing_waits = !store::confirm_life(s, by);
    done.now = store::current_life(s);
    return done;
}

}  // namespace offlist::services
