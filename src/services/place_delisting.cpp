#include "services/place_delisting.hpp"

#include <accounts/account.hpp>
#include <boost/assert.hpp>
#include <store/delistings/delisting_table.hpp>
#include <utility>

#include "services/actor_name.hpp"

namespace offlist::services {
namespace {

store::delisting_order order_of(const quote& q, const quote_facts& facts, const store::actor& by)
{
    return {.account = facts.listing->account,
            .subject = facts.subject,
            .blocklist = facts.list->id,
            .listing = q.listing,
            .fee = *q.price,
            .terms = q.terms,
            .method = q.method,
            .url = q.url,
            .deadline = q.deadline,
            .at = by.at,
            .actor = history_name(by),
            .again_of = q.again_of};
}

/// Whether DNS was not asked what must be known before money is held: when it was asked, nothing was to be sold yet.
bool unasked(const dns_needs& needs, const dns_facts& known)
{
    return (needs.reverse_dns && known.reverse_dns.now == standing::not_checked) ||
           (needs.postmaster && known.postmaster.now == standing::not_checked);
}

}  // namespace

parsed<placed_delisting> place_delisting::operator()(soci::session& s) const
{
    const quote_facts facts = gather(s, wanted);
    placed_delisting done{.as_quoted = quote_of(facts, looked_up, *wanted.terms), .is = {}};
    quote& q = done.as_quoted;
    if (!q.sold()) return done;
    // nobody is harmed by paying nothing
    if (q.again_of == 0 && expected_fee && *expected_fee != *q.fee) {
        done.price_differs = true;
        return done;
    }
    if (unasked(needs_of(facts, *wanted.terms), looked_up)) {
        q.refused = quote_refusal::could_not_check;
        q.why = "it can be worked since a moment ago, and DNS was not asked yet what must be in order first";
        return done;
    }
    auto placed = store::place_order(s, order_of(q, facts, by), wanted.terms->policy);
    BOOST_ASSERT(placed.accepted);  // a live one was looked for in this very transaction
    store::audit_log::note(s, by, "delisting.order", public_id("del", placed.what.id));
    done.is = store::delisting_reader::record_of(s, std::move(placed.what));
    return done;
}

}  // namespace offlist::services
