#include "services/accounts/terminate_account.hpp"

#include <store/accounts/account_table.hpp>
#include <store/delistings/delisting_end.hpp>
#include <store/money/payment_table.hpp>
#include <store/monitoring/listing_end.hpp>
#include <store/notices/webhook_table.hpp>
#include <store/people/sign_ins.hpp>

namespace offlist::services {

parsed<terminated_account> terminate_account::operator()(soci::session& s) const
{
    terminated_account done{.is = store::account_table::find(s, id), .left = {}};
    if (!done.is) return done;
    if (done.is->state != account_state::terminated) {
        store::account_table::mark_terminated(s, id, by.at);
        store::webhook_table::remove_all(s, id);
        store::end_sign_ins_of_account(s, id, by.at, "terminated");
        // every key begins with a digit, so this is all of them
        store::end_listings(s, id, "0", ":", by.at);
        store::cancel_unsent(s, id, by);
        done.open_payments = store::payment_table::look_now(s, id, by.at);
        store::audit_log::note(s, by, "account.terminate", public_id("acc", id));
        done.is->state = account_state::terminated;
        done.is->terminated_at = by.at;
    }
    done.left = store::ledger_table::funds(s, id);
    return done;
}

}  // namespace offlist::services
