#include "services/accounts/terminate_account.hpp"

#include <store/accounts/account_table.hpp>
#include <store/delistings/delisting_end.hpp>
#include <store/monitoring/listing_end.hpp>
#include <store/notices/webhook_table.hpp>
#include <store/people/sign_ins.hpp>

namespace offlist::services {

parsed<std::optional<account>> terminate_account::operator()(soci::session& s) const
{
    auto found = store::account_table::find(s, id);
    if (!found || found->state == account_state::terminated) return found;
    store::account_table::mark_terminated(s, id, by.at);
    store::webhook_table::remove_all(s, id);
    store::end_sign_ins_of_account(s, id, by.at, "terminated");
    // every key begins with a digit, so this is all of them
    store::end_listings(s, id, "0", ":", by.at);
    store::cancel_unsent(s, id, by);
    store::audit_log::note(s, by, "account.terminate", public_id("acc", id));
    found->state = account_state::terminated;
    found->terminated_at = by.at;
    return found;
}

}  // namespace offlist::services
