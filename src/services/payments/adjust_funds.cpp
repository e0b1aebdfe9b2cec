#include "services/payments/adjust_funds.hpp"

#include <accounts/account.hpp>
#include <boost/assert.hpp>
#include <cstdlib>
#include <store/delistings/delisting_table.hpp>
#include <store/money/payment_table.hpp>
#include <utility>

namespace offlist::services {
namespace {

adjusted_funds refused(adjusting what)
{
    adjusted_funds result;
    result.what = what;
    return result;
}

// Moves the money; nothing is written where it is refused.
adjusted_funds moved(soci::session& s, const adjustment& wanted, const delisting_policy& policy)
{
    adjusted_funds result;
    const auto done = store::adjust_funds(s, wanted, policy);
    if (!done) {
        result.what = adjusting::no_amount;
        result.why = done.error();
        return result;
    }
    if (!*done) return refused(adjusting::not_covered);
    auto written = store::ledger_table::find_adjustment(s, wanted.key);
    BOOST_ASSERT(written.has_value());
    result.written = std::move(*written);
    result.now = store::ledger_table::funds(s, wanted.account, wanted.amount.in);
    result.suspense = store::ledger_table::suspense(s, wanted.amount.in);
    return result;
}

void note_that_it_moved(soci::session& s, const adjusted_funds& done, const store::actor& by)
{
    const adjustment& what = done.is->what;
    std::string detail = to_string(what.amount) + ", " + public_id("adj", done.is->id);
    if (done.suspense.cents < 0) detail += "; suspense is below zero: " + to_string(done.suspense);
    store::audit_log::note(s, by, "funds.adjust", public_id("acc", what.account), detail);
}

// The same request once more: what came of it the first time.
parsed<adjusted_funds> given_again(soci::session& s, store::adjustment_record is, const adjustment& wanted,
                                   const delisting_policy& policy)
{
    adjusted_funds result;
    if (is.what.account != wanted.account || is.what.amount != wanted.amount) {
        result.what = adjusting::no_amount;
        result.why = {.what = "the key of this adjustment was used for another one", .expected = "a key of its own"};
        return result;
    }
    if (is.state == store::adjustment_state::made)
        result = moved(s, wanted, policy);  // moves nothing twice
    else
        result.what = adjusting::proposed;
    result.is = std::move(is);
    return result;
}

}  // namespace

parsed<adjusted_funds> adjust_funds::operator()(soci::session& s) const
{
    if (const auto fits = adjusted(wanted); !fits) {
        adjusted_funds result = refused(adjusting::no_amount);
        result.why = fits.error();
        return result;
    }
    if (payment) {
        const auto about = store::payment_table::find(s, *payment);
        if (!about || about->account != wanted.account) return refused(adjusting::no_payment);
    }
    if (auto before = store::find_adjustment(s, wanted.key)) return given_again(s, std::move(*before), wanted, policy);
    adjusted_funds result;
    const bool by_two = alone && std::abs(wanted.amount.cents) > *alone;
    if (!by_two) {
        result = moved(s, wanted, policy);
        if (result.what != adjusting::done) return result;
    }
    const auto state = by_two ? store::adjustment_state::proposed : store::adjustment_state::made;
    result.is = store::find_adjustment(s, store::add_adjustment(s, wanted, payment, state, by));
    if (!by_two) {
        note_that_it_moved(s, result, by);
        return result;
    }
    result.what = adjusting::proposed;
    store::audit_log::note(s, by, "adjustment.propose", public_id("adj", result.is->id),
                           to_string(wanted.amount) + " of " + public_id("acc", wanted.account));
    return result;
}

parsed<adjusted_funds> decide_adjustment::operator()(soci::session& s) const
{
    auto is = store::find_adjustment(s, id);
    if (!is) return refused(adjusting::not_there);
    adjusted_funds result;
    result.is = is;
    const auto with = [&](adjusting what) {
        result.what = what;
        return result;
    };
    if (is->state != store::adjustment_state::proposed) return with(adjusting::decided_before);
    if (!approve) {
        const bool first = store::decide_adjustment(s, id, store::adjustment_state::rejected, by);
        BOOST_ASSERT(first);
        store::audit_log::note(s, by, "adjustment.reject", public_id("adj", id), to_string(is->what.amount));
        result.is = store::find_adjustment(s, id);
        return with(adjusting::rejected);
    }
    // A person may have tokens as well: between a sign-in and a token nobody can tell whether there are two.
    const bool comparable = (is->person > 0) == (by.who.person > 0);
    if (!comparable || (is->person == by.who.person && is->token == by.who.token)) return with(adjusting::same_person);
    if (is->what.amount.in != in) return with(adjusting::other_currency);
    adjustment wanted = is->what;
    wanted.at = by.at;
    adjusted_funds made = moved(s, wanted, policy);
    if (made.what == adjusting::done) {
        const bool first = store::decide_adjustment(s, id, store::adjustment_state::made, by);
        BOOST_ASSERT(first);
        is = store::find_adjustment(s, id);
    }
    made.is = std::move(is);
    if (made.what != adjusting::done) return made;
    note_that_it_moved(s, made, by);
    store::audit_log::note(s, by, "adjustment.approve", public_id("adj", id), "of " + made.is->proposed_by);
    return made;
}

}  // namespace offlist::services
