#include "services/accounts/destroy_account.hpp"

#include <accounts/account.hpp>
#include <store/delistings/delisting_end.hpp>
#include <store/people/person_rows.hpp>
#include <utility>

namespace offlist::services {

parsed<destroyed_account> destroy_account::operator()(soci::session& s) const
{
    const auto found = store::account_table::find(s, id);
    if (!found) return destroyed_account{.what = destroying::no_such_account, .gone = {}};
    if (found->state == account_state::active) return destroyed_account{.what = destroying::still_active, .gone = {}};
    if (confirm != found->name) return destroyed_account{.what = destroying::not_confirmed, .gone = {}};
    store::cancel_unsent(s, id, by);  // what was put back since it was terminated
    store::remove_memberships(s, id);
    const store::destruction_report gone = store::account_table::destroy_rows(s, id, by.at);
    store::forget_ended(s, id);
    store::audit_log::note(s, by, "account.destroy", public_id("acc", id),
                           std::to_string(gone.subjects) + " subjects, " + std::to_string(gone.listings) + " listings");
    return destroyed_account{.what = destroying::done, .gone = gone, .left = store::ledger_table::funds(s, id)};
}

boost::asio::awaitable<parsed<destroyed_account>> destroy_for_good(store::database& db, destroy_account what)
{
    auto done = co_await db.write(std::move(what));
    if (!done || done->what != destroying::done) co_return done;
    const auto emptied = co_await db.checkpoint();
    if (!emptied) co_return emptied.error();
    co_return done;
}

}  // namespace offlist::services
