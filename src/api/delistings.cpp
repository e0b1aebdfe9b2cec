// Delistings: ordered, looked at, cancelled.
#include <boost/assert.hpp>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/cancel_delisting.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <store/delistings/delisting_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/delisting_text.hpp"
#include "api/fields.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/quoting.hpp"
#include "api/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

constexpr std::string_view list_name = "delisting";

/// Staff may leave the account out: it is the listing's.
std::optional<std::int64_t> ordering_account(http::json_body& body, const call& of)
{
    if (of.staff() && !body.has("account")) return std::nullopt;
    return account_field(body, of);
}

quote_request read_order(http::json_body& body, const call& of)
{
    quote_request wanted{.account = ordering_account(body, of),
                         .about = {},
                         .blocklist = body.required_text("blocklist", "example-ip"),
                         .lists = of.with.program.lists(),
                         .terms = of.with.program.terms()};
    const std::string text = body.required_text("subject", "192.0.2.7");
    if (!text.empty()) {
        auto about = parse_subject(text, special_addresses::allow);
        if (about)
            wanted.about = std::move(*about);
        else
            body.complain("subject", about.error().what, about.error().expected);
    }
    if (!wanted.blocklist.empty() && wanted.lists->find(wanted.blocklist) == nullptr &&
        wanted.lists->find_retired(wanted.blocklist) == nullptr)
        body.complain("blocklist", quoted(wanted.blocklist) + " is no blocklist known here",
                      "an id of GET /v1/blocklists");
    return wanted;
}

store::delisting_order order_of(const quote& q, const quote_facts& facts, const store::actor& by)
{
    return {.account = facts.listing->account,
            .subject = facts.subject,
            .blocklist = facts.list->id,
            .listing = q.listing,
            .fee = *q.fee,
            .method = q.method,
            .url = q.url,
            .deadline = q.deadline,
            .at = by.at,
            .actor = by.who.role == role::customer ? "customer" : by.who.name};
}

/// Whether DNS was not asked what must be known before money is held: when it was asked, nothing was to be sold yet.
bool unasked(const dns_needs& needs, const dns_facts& known)
{
    return (needs.reverse_dns && known.reverse_dns.now == standing::not_checked) ||
           (needs.postmaster && known.postmaster.now == standing::not_checked);
}

/// The quote is taken again in the transaction that places the order: what it rested on may have changed.
outcome place(soci::session& s, const quote_request& wanted, const dns_facts& looked_up, const store::actor& by,
              audience_of_text who)
{
    const quote_facts facts = gather(s, wanted);
    const quote q = quote_of(facts, looked_up, *wanted.terms);
    if (!q.sold()) return {.answer = refusal_of(q, wanted), .kept = {}, .added = {}};
    if (unasked(needs_of(facts, *wanted.terms), looked_up)) {
        quote unsure = q;
        unsure.refused = quote_refusal::could_not_check;
        unsure.why = "it can be worked since a moment ago, and DNS was not asked yet what must be in order first";
        return {.answer = refusal_of(unsure, wanted), .kept = {}, .added = {}};
    }
    auto placed = store::place_order(s, order_of(q, facts, by), wanted.terms->policy);
    BOOST_ASSERT(placed.accepted);  // a live one was looked for in this very transaction
    const std::string id = public_id("del", placed.what.id);
    store::audit_log::note(s, by, "delisting.order", id);
    const nlohmann::json shown = json_of(store::delisting_reader::record_of(s, std::move(placed.what)), who);
    return {.answer = created(shown, "/v1/delistings/" + id), .kept = {}, .added = {}};
}

asio::awaitable<http::response> order(call& of)
{
    http::json_body body(body_of(of));
    quote_request wanted = read_order(body, of);
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    if (wanted.account && !own_or_staff(of, *wanted.account)) co_return not_found();
    const auto looked_up = co_await look_up_for(of.with, wanted);
    if (!looked_up) co_return store_trouble(looked_up.error());
    making job = [wanted = std::move(wanted), looked_up = *looked_up, by = of.actor(reason),
                  who = audience_of(of)](soci::session& s) { return place(s, wanted, looked_up, by, who); };
    co_return co_await commit(of, std::move(job));
}

asio::awaitable<http::response> list(call& of)
{
    query asked(of.request);
    store::delisting_filter filter;
    filter.account = asked.id("account", "acc");
    filter.blocklist = asked.text("blocklist");
    if (const auto text = asked.text("subject")) {
        const auto about = parse_subject(*text, special_addresses::allow);
        if (about)
            filter.subject = to_string(*about);
        else
            asked.complain("subject", about.error().what, about.error().expected);
    }
    const auto state = asked.word("state", {"live", "awaiting_funds", "held", "submitting", "submitted", "uncertain",
                                            "verifying", "succeeded", "failed", "cancelled"});
    filter.live_only = state == "live";
    if (state && !filter.live_only) filter.state = parse_job_state(*state);
    store::page_request which = asked.page(list_name);
    if (asked.wrong()) co_return asked.answer();
    if (filter.account && !own_or_staff(of, *filter.account)) co_return not_found();
    if (!of.staff()) filter.account = of.who.account;
    const auto page = co_await of.with.delistings.page(std::move(filter), std::move(which));
    co_return page_answer(page, [who = audience_of(of)](const auto& d) { return json_of(d, who); });
}

std::optional<std::int64_t> account_of_customer(const call& of)
{
    if (of.staff()) return std::nullopt;
    return of.who.account;
}

asio::awaitable<http::response> show(call& of)
{
    const auto id = id_in_path(of, "del");
    if (!id) co_return not_found();
    const auto found = co_await of.with.delistings.get(*id, account_of_customer(of));
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    co_return json_response(200, json_of(**found, audience_of(of)));
}

http::response shown_after(const services::cancelled_delisting& done, audience_of_text who)
{
    switch (done.what) {
        case services::cancelling::no_such_job:
            return not_found();
        case services::cancelling::refused:
            return http::problem_response(409, "wrong-state", "It cannot be cancelled", done.why);
        case services::cancelling::done:
            break;
    }
    return json_response(200, json_of(done.is, who));
}

asio::awaitable<http::response> cancel(call& of)
{
    http::json_body body(body_of(of));
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "del");
    if (!id) co_return not_found();
    services::cancel_delisting what{.id = *id,
                                    .only_of = account_of_customer(of),
                                    .by = of.actor(reason),
                                    .policy = of.with.program.terms()->policy};
    making job = answered(std::move(what), [who = audience_of(of)](const services::cancelled_delisting& done) {
        return shown_after(done, who);
    });
    co_return co_await commit(of, std::move(job));
}

asio::awaitable<http::response> relistings(call& of)
{
    const auto rates = co_await of.with.delistings.relistings();
    if (!rates) co_return store_trouble(rates.error());
    nlohmann::json items = nlohmann::json::array();
    for (const store::relisting_rate& r : *rates)
        items.push_back({{"blocklist", r.blocklist},
                         {"succeeded", r.succeeded},
                         {"relisted", r.relisted},
                         {"rate", static_cast<double>(r.relisted) / static_cast<double>(r.succeeded)}});
    co_return page_response(std::move(items), std::nullopt);
}

}  // namespace

std::vector<endpoint> delistings_endpoints()
{
    return {
        {.method = "POST",
         .pattern = "/v1/delistings",
         .who = everybody,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = order},
        {.method = "GET",
         .pattern = "/v1/delistings",
         .who = everybody,
         .query = {"account", "subject", "blocklist", "state", "limit", "cursor"},
         .handle = list},
        {.method = "GET", .pattern = "/v1/delistings/{id}", .who = everybody, .query = {}, .handle = show},
        {.method = "POST",
         .pattern = "/v1/delistings/{id}/cancel",
         .who = everybody,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = cancel},
        {.method = "GET", .pattern = "/v1/relistings", .who = staff_only, .query = {}, .handle = relistings},
    };
}

}  // namespace offlist::api
