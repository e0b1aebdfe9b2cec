#include "services/old_orders.hpp"

#include <store/delistings/delisting_table.hpp>
#include <utility>
#include <vector>

#include "services/quote_listing.hpp"

namespace offlist::services {
namespace {

using std::chrono::sys_seconds;

/// What may be otherwise in a moment, or ends the order by itself (job_watch), is no reason to end it here.
bool is_passing(quote_refusal r)
{
    switch (r) {
        case quote_refusal::nothing_sold:
        case quote_refusal::retired:
        case quote_refusal::not_listed:
        case quote_refusal::unhealthy:
        case quote_refusal::live_job:
        case quote_refusal::could_not_check:
            return true;
        default:
            return false;
    }
}

std::string why_ended(const quote& q, const job& ordered)
{
    if (!q.sold()) return "it can no longer be worked as it was ordered: " + q.why;
    return "the price has changed since it was ordered, from " + to_string(ordered.fee) + " to " + to_string(*q.fee);
}

/// One transaction. True: the order has started or ended.
struct quote_anew {
    job ordered;
    quote_request wanted;
    dns_facts looked_up;
    sys_seconds now;

    parsed<bool> operator()(soci::session& s) const
    {
        const auto waits = store::find_job(s, ordered.id);
        if (!waits || waits->state != job_state::awaiting_funds) return false;
        const delisting_policy& policy = wanted.terms->policy;
        const quote q = quote_of(gather(s, wanted), looked_up, *wanted.terms);
        if (is_passing(q.refused)) return false;
        if (q.sold() && *q.fee == waits->fee) return store::start_old_order(s, *waits, now, policy);
        const auto ended = store::apply(s, ordered.id, job_event::cancel{why_ended(q, *waits)}, now, policy, "clock");
        return ended && !ended->refused;
    }
};

}  // namespace

boost::asio::awaitable<parsed<int>> start_old_orders(store::database& db, resolver& dns,
                                                     std::shared_ptr<const catalog> lists,
                                                     std::shared_ptr<const delisting_terms> terms, sys_seconds now)
{
    auto look = [terms, now](soci::session& s) -> parsed<std::vector<job>> {
        return {boost::system::in_place_value, store::old_orders(s, now, terms->policy)};
    };
    const parsed<std::vector<job>> due = co_await db.read(std::move(look));
    if (!due) co_return due.error();
    int moved = 0;
    for (const job& each : *due) {
        const auto about = parse_subject(each.subject, special_addresses::allow);
        if (!about) continue;
        quote_anew again{.ordered = each,
                         .wanted = {.account = each.account,
                                    .about = *about,
                                    .blocklist = each.blocklist,
                                    .lists = lists,
                                    .terms = terms,
                                    .ordered = each.id},
                         .looked_up = {},
                         .now = now};
        const parsed<dns_facts> looked_up = co_await look_up_for(db, dns, again.wanted);
        if (!looked_up) co_return looked_up.error();
        again.looked_up = *looked_up;
        const parsed<bool> done = co_await db.write(std::move(again));
        if (!done) co_return done.error();
        if (*done) ++moved;
    }
    co_return moved;
}

}  // namespace offlist::services
