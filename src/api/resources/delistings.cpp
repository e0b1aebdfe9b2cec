// Delistings: ordered, looked at, cancelled.
#include <algorithm>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/cancel_delisting.hpp>
#include <services/correct_delisting.hpp>
#include <services/place_delisting.hpp>
#include <services/quote_listing.hpp>
#include <services/relisting_rates.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/json/delisting_text.hpp"
#include "api/json/money_text.hpp"
#include "api/json/quote_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"
#include "api/ways.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace delistings_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), delistings_(with.db) {}

    asio::awaitable<http::response> order(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> cancel(call& of);
    asio::awaitable<http::response> end(call& of);
    asio::awaitable<http::response> put_back(call& of);
    asio::awaitable<http::response> relistings(call& of);

private:
    asio::awaitable<http::response> correct(call& of, services::correction what);

    api_ports with_;
    store::delisting_reader delistings_;
};

constexpr std::string_view list_name = "delisting";

/// Staff may leave the account out: it is the listing's.
std::optional<std::int64_t> ordering_account(http::json_body& body, const call& of)
{
    if (of.staff() && !body.has("account")) return std::nullopt;
    return account_field(body, of);
}

services::quote_request read_order(http::json_body& body, const call& of, application& program)
{
    services::quote_request wanted{.account = ordering_account(body, of),
                                   .about = {},
                                   .blocklist = body.required_text("blocklist", "example-ip"),
                                   .lists = program.lists(),
                                   .terms = program.terms()};
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
                      nearest_blocklist(*wanted.lists, wanted.blocklist));
    return wanted;
}

/// As it is shown, with what is asked for if it waits for funds.
nlohmann::json shown_of(const store::delisting_record& d, audience_of_text who, const api_ports& with)
{
    nlohmann::json shown = json_of(d, who, with.program.terms()->policy);
    add_what_is_asked(shown, d, with);
    return shown;
}

http::response shown_after(const services::placed_delisting& done, const services::quote_request& wanted,
                           audience_of_text who, const api_ports& with)
{
    if (!done.is) return refusal_of(done.as_quoted, wanted);
    return created(shown_of(*done.is, who, with), "/v1/delistings/" + public_id("del", done.is->what.id));
}

asio::awaitable<http::response> handlers::order(call& of)
{
    http::json_body body(body_of(of));
    const services::quote_request wanted = read_order(body, of, with_.program);
    const auto& prices = wanted.terms->prices;
    const auto expected = expected_fee_field(body, prices ? std::optional(prices->in) : std::nullopt,
                                             of.staff() ? agreed_fee::optional : agreed_fee::needed);
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    if (wanted.account && !own_or_staff(of, *wanted.account)) co_return not_found();
    if (const auto held = with_.program.held(); !held.empty()) co_return nothing_sold(held);
    if (with_.program.books_wrong()) co_return books_do_not_balance();
    const auto looked_up = co_await services::look_up_for(with_.db, with_.program.dns(), wanted);
    if (!looked_up) co_return store_trouble(looked_up.error());
    services::place_delisting what{
        .wanted = wanted, .looked_up = *looked_up, .expected_fee = expected, .by = of.actor(reason)};
    auto shown = [wanted, expected, who = audience_of(of), with = with_](const services::placed_delisting& done) {
        if (done.price_differs) return price_differs(done.as_quoted, *expected);
        return shown_after(done, wanted, who, with);
    };
    making job = answered(std::move(what), std::move(shown));
    co_return co_await commit(with_, of, std::move(job));
}

/// `live` stands for all in which a delisting has not ended.
std::vector<job_state> states_of(const std::vector<std::string>& words)
{
    std::vector<job_state> states;
    for (int n = 0; n < job_states; ++n) {
        const auto state = static_cast<job_state>(n);
        const auto stands = [&](std::string_view word) {
            return std::find(words.begin(), words.end(), word) != words.end();
        };
        if (stands(to_string(state)) || (stands("live") && !is_last(state))) states.push_back(state);
    }
    return states;
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::delisting_filter filter;
    filter.account = asked.id("account", "acc");
    filter.blocklist = asked.texts("blocklist");
    filter.listing = asked.id("listing", "lst");
    if (const auto text = asked.text("subject")) {
        const auto about = parse_subject(*text, special_addresses::allow);
        if (about)
            filter.subject = to_string(*about);
        else
            asked.complain("subject", about.error().what, about.error().expected);
    }
    const auto states = asked.words("state", {"live", "awaiting_funds", "held", "submitting", "submitted", "uncertain",
                                              "verifying", "succeeded", "failed", "cancelled"});
    filter.live_only = states == std::vector<std::string>{"live"};
    if (!filter.live_only) filter.state = states_of(states);
    store::page_request which = asked.page(list_name);
    co_await check_blocklists(asked, with_, filter.blocklist);
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, filter.account)) co_return std::move(*refused);
    if (!of.staff()) filter.account = of.who.account;
    const auto page = co_await delistings_.page(std::move(filter), std::move(which));
    co_return page_answer(page, [this, who = audience_of(of)](const auto& d) { return shown_of(d, who, with_); });
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "del");
    if (!id) co_return not_found();
    const auto found = co_await delistings_.get(*id, of.only_of());
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    nlohmann::json shown = json_of(**found, audience_of(of), with_.program.terms()->policy);
    add_what_is_asked(shown, (*found)->of, with_);
    co_return json_response(200, shown);
}

http::response shown_after(const services::cancelled_delisting& done, audience_of_text who, const api_ports& with)
{
    switch (done.what) {
        case services::cancelling::no_such_job:
            return not_found();
        case services::cancelling::refused:
            return http::problem_response(409, "wrong-state", "Its state does not allow that", done.why);
        case services::cancelling::done:
            break;
    }
    nlohmann::json shown = shown_of(done.is, who, with);
    // the fee that came back may be held for the next one at once: never silently
    shown["started"] = nlohmann::json::array();
    for (const std::int64_t id : done.started) shown["started"].push_back(public_id("del", id));
    return json_response(200, shown);
}

asio::awaitable<http::response> handlers::cancel(call& of)
{
    http::json_body body(body_of(of));
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "del");
    if (!id) co_return not_found();
    services::cancel_delisting what{
        .id = *id, .only_of = of.only_of(), .by = of.actor(reason), .policy = with_.program.terms()->policy};
    auto shown = [who = audience_of(of), with = with_](const services::cancelled_delisting& done) {
        return shown_after(done, who, with);
    };
    making job = answered(std::move(what), std::move(shown));
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::correct(call& of, services::correction what)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "del");
    if (!id) co_return not_found();
    services::correct_delisting correction{
        .id = *id, .what = what, .by = of.actor(std::move(reason)), .policy = with_.program.terms()->policy};
    auto shown = [who = audience_of(of), with = with_](const services::cancelled_delisting& done) {
        return shown_after(done, who, with);
    };
    making job = answered(std::move(correction), std::move(shown));
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::end(call& of)
{
    return correct(of, services::correction::end);
}

asio::awaitable<http::response> handlers::put_back(call& of)
{
    return correct(of, services::correction::put_back);
}

asio::awaitable<http::response> handlers::relistings(call&)
{
    const auto rates = co_await services::relisting_rates(with_.db);
    if (!rates) co_return store_trouble(rates.error());
    nlohmann::json items = nlohmann::json::array();
    for (const services::relistings& r : *rates) items.push_back(json_of(r));
    co_return page_response(std::move(items), std::nullopt);
}

}  // namespace
}  // namespace delistings_resource

std::vector<endpoint> delistings_endpoints(const api_ports& with)
{
    using delistings_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::post_once("/v1/delistings", everybody, to(&handlers::order)),
            endpoint::get("/v1/delistings", everybody, to(&handlers::list),
                          {"account", "subject", "blocklist", "listing", "state", "total", "sort", "limit", "cursor"}),
            endpoint::get("/v1/delistings/{id}", everybody, to(&handlers::show)),
            endpoint::post_once("/v1/delistings/{id}/cancel", everybody, to(&handlers::cancel)),
            endpoint::post_once("/v1/delistings/{id}/end", staff_only, to(&handlers::end)),
            endpoint::post_once("/v1/delistings/{id}/put-back", staff_only, to(&handlers::put_back)),
            endpoint::get("/v1/relistings", staff_only, to(&handlers::relistings))};
}

}  // namespace offlist::api
