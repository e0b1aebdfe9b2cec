#include "services/confirm_restore.hpp"

#include <store/money/reconciliation_table.hpp>

namespace offlist::services {

parsed<confirmed_restore> confirm_restore::operator()(soci::session& s) const
{
    confirmed_restore done;
    // what came in since the backup is known only there, and what is sold next depends on it
    if (!without_gateways && store::current_life(s).held()) done.not_read = store::not_read_back(s, gateways);
    if (done.not_read.empty()) done.nothing_waits = !store::confirm_life(s, by, policy);
    done.now = store::current_life(s);
    return done;
}

}  // namespace offlist::services
