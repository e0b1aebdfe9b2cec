#include "services/quote_listing.hpp"

#include <store/delistings/delisting_table.hpp>
#include <store/delistings/past_removals.hpp>
#include <store/monitoring/health_reader.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <utility>

namespace offlist::services {

quote_facts gather(soci::session& s, const quote_request& of)
{
    quote_facts facts;
    facts.subject = to_string(of.about);
    facts.kind = kind_of(of.about);
    facts.list = of.lists->find(of.blocklist);
    facts.retired = of.lists->find_retired(of.blocklist);
    if (const auto found = store::listing_reader::find_live(s, of.account, of.about, of.blocklist))
        facts.listing = quoted_listing{.id = found->id,
                                       .account = found->account,
                                       .confirmed = found->phase == store::listing_phase::open,
                                       .scope = found->scope};
    if (const auto health = store::health_reader::newest(s, of.blocklist, facts.kind)) {
        facts.health = health->now;
        facts.health_why = health->why;
    }
    if (facts.listing && facts.listing->confirmed)
        facts.again_of = store::find_repeatable(s, facts.listing->id, of.terms->policy);
    const auto live = store::find_live_job(s, facts.subject, of.blocklist);
    facts.live_job = live && live->id != of.ordered;
    return facts;
}

boost::asio::awaitable<parsed<dns_facts>> look_up_for(store::database& db, resolver& dns, const quote_request& of)
{
    const blocklist* const list = of.lists->find(of.blocklist);
    const bool demanded = list != nullptr && needs_of(list->removal.preconditions, kind_of(of.about)).any();
    if (!demanded) co_return dns_facts{};
    auto job = [of](soci::session& s) -> parsed<dns_needs> { return needs_of(gather(s, of), *of.terms); };
    const parsed<dns_needs> needs = co_await db.read(std::move(job));
    if (!needs) co_return needs.error();
    subject about = of.about;
    dns_facts found = co_await look_up(dns, std::move(about), *needs);
    co_return found;
}

boost::asio::awaitable<parsed<quote>> quote_listing(store::database& db, resolver& dns, quote_request of,
                                                    std::chrono::sys_seconds at)
{
    const parsed<dns_facts> looked_up = co_await look_up_for(db, dns, of);
    if (!looked_up) co_return looked_up.error();
    auto job = [of = std::move(of), looked_up = *looked_up, at](soci::session& s) -> parsed<quote> {
        const quote_facts facts = gather(s, of);
        quote q = quote_of(facts, looked_up, *of.terms);
        if (facts.list != nullptr)
            q.odds = track_record_of(store::past_removals(s, of.blocklist, facts.list->removal.method, at));
        return q;
    };
    co_return co_await db.read(std::move(job));
}

}  // namespace offlist::services
