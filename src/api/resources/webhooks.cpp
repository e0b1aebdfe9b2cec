// Webhooks: where customers and staff are told of events. What is sent, and when, is the dispatcher's business
// (notify/).
#include <algorithm>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <notify/event.hpp>
#include <notify/signature.hpp>
#include <services/create_webhook.hpp>
#include <services/send_test_event.hpp>
#include <store/notices/delivery_reader.hpp>
#include <store/notices/webhook_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/json/webhook_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace webhooks_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), webhooks_(with.db) {}

    asio::awaitable<http::response> create(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> deliveries(call& of);
    asio::awaitable<http::response> test(call& of);
    asio::awaitable<http::response> remove(call& of);

private:
    api_ports with_;
    store::webhook_table webhooks_;
};

// A customer's own account unless it says so; staff's own webhook, which hears of all accounts, unless it names one.
std::optional<std::int64_t> owner(http::json_body& body, const call& of)
{
    if (of.staff() && !body.has("account")) return std::nullopt;
    return account_field(body, of);
}

std::vector<std::string> events_field(http::json_body& body, bool of_staff)
{
    std::string names;
    for (const notify::event_kind& k : notify::event_kinds())
        if (of_staff || !k.staff_only) names += (names.empty() ? "" : ", ") + std::string(k.name);
    std::vector<std::string> wanted = body.texts("events");
    for (const std::string& name : wanted) {
        const auto kinds = notify::event_kinds();
        const bool known = std::any_of(kinds.begin(), kinds.end(), [&](const notify::event_kind& k) {
            return k.name == name && (of_staff || !k.staff_only);
        });
        if (!known) body.complain("events", quoted(name) + " is no event", "some of " + names);
    }
    if (wanted.empty()) body.complain("events", "names no event", "some of " + names);
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    return wanted;
}

http::response too_many(std::size_t most)
{
    return http::problem_response(409, "too-many-webhooks", "There are as many webhooks as there may be",
                                  "At most " + std::to_string(most) + "; delete one first.");
}

using made_webhook = std::variant<store::webhook_record, store::refused_webhook_order>;

/// The secret is shown once, and not kept for the Idempotency-Key.
outcome shown_after(const made_webhook& made, std::size_t most)
{
    if (const auto* const why = std::get_if<store::refused_webhook_order>(&made)) {
        const bool full = *why == store::refused_webhook_order::too_many;
        return {.answer = full ? too_many(most) : not_found(), .kept = {}, .added = {}};
    }
    const auto& record = std::get<store::webhook_record>(made);
    nlohmann::json shown = json_of(record);
    shown["secret"] = nullptr;
    const http::response without = created(shown);
    shown["secret"] = record.secret;
    return {.answer = created(shown), .kept = without, .added = {}};
}

asio::awaitable<http::response> handlers::create(call& of)
{
    http::json_body body(body_of(of));
    store::webhook_order order;
    order.account = owner(body, of);
    order.url = body.required_text("url", "https://example.org/hooks");
    order.events = events_field(body, of.staff() && !body.has("account"));
    const std::string reason = optional_reason(body);
    if (!order.url.empty())
        if (const auto fits = notify::server_of(order.url, with_.webhooks.urls); !fits)
            body.complain("url", fits.error().what, fits.error().expected);
    if (body.finish()) co_return body.answer();
    if (order.account && !own_or_staff(of, *order.account)) co_return not_found();
    order.secret = notify::make_secret();

    const std::size_t most = with_.webhooks.most;
    services::create_webhook what{.order = std::move(order), .most = most, .by = of.actor(reason)};
    making job = answered(std::move(what), [most](const made_webhook& made) { return shown_after(made, most); });
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    store::page_request which = asked.page("webhook");
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, account)) co_return std::move(*refused);
    if (!of.staff()) account = of.who.account;
    const auto page = co_await webhooks_.page(account, std::move(which));
    co_return page_answer(page, [](const auto& w) { return json_of(w); });
}

nlohmann::json delivery_json(const store::shown_delivery& d)
{
    return {{"event", public_id("evt", d.event)},
            {"type", d.kind},
            {"object", d.object},
            {"at", moment(d.happened_at)},
            {"state", d.state},
            {"tries", d.tries},
            {"last_result", d.last_result.empty() ? nlohmann::json() : nlohmann::json(d.last_result)},
            {"next_try_at", moment(d.next_try_at)},
            {"ended_at", moment(d.ended_at)}};
}

/// None: there is no such webhook for the caller.
using found_deliveries = std::optional<store::page_of<store::shown_delivery>>;

asio::awaitable<http::response> handlers::deliveries(call& of)
{
    query asked(of.request);
    const auto states = asked.words("state", {"waiting", "failed", "taken", "given_up"});
    store::page_request which = asked.page("delivery");
    if (asked.wrong()) co_return asked.answer();
    const auto id = id_in_path(of, "whk");
    if (!id) co_return not_found();
    auto look = [id, only_of = of.only_of(), states, which](soci::session& s) -> parsed<found_deliveries> {
        const auto webhook = store::webhook_table::find(s, *id);
        if (!webhook || (only_of && webhook->account != only_of)) return found_deliveries();
        auto page = store::delivery_page(s, *id, states, which);
        if (!page) return page.error();
        return found_deliveries(std::move(*page));
    };
    const auto found = co_await with_.db.read(std::move(look));
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    const parsed<store::page_of<store::shown_delivery>> page = **found;
    co_return page_answer(page, [](const auto& d) { return delivery_json(d); });
}

asio::awaitable<http::response> handlers::test(call& of)
{
    http::json_body body(body_of(of));
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "whk");
    if (!id) co_return not_found();
    services::send_test_event what{.webhook = *id, .only_of = of.only_of(), .by = of.actor(reason)};
    making job = answered(std::move(what), [](const std::optional<std::int64_t>& event) {
        if (!event) return not_found();
        return json_response(202, {{"id", public_id("evt", *event)}, {"type", notify::test_kind}});
    });
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::remove(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "whk");
    if (!id) co_return not_found();
    store::actor by = of.actor(std::move(reason));
    const auto removed = co_await webhooks_.remove(*id, of.only_of(), std::move(by));
    if (!removed) co_return store_trouble(removed.error());
    if (!*removed) co_return not_found();
    co_return no_content();
}

}  // namespace
}  // namespace webhooks_resource

std::vector<endpoint> webhooks_endpoints(const api_ports& with)
{
    using webhooks_resource::handlers;
    const handlers_of<handlers> to(with);
    endpoint test = endpoint::post("/v1/webhooks/{id}/test", everybody, to(&handlers::test));
    test.costly = true;
    return {endpoint::post_once("/v1/webhooks", everybody, to(&handlers::create)).for_owners(),
            endpoint::get("/v1/webhooks", everybody, to(&handlers::list), {"account", "limit", "cursor"}),
            endpoint::get("/v1/webhooks/{id}/deliveries", everybody, to(&handlers::deliveries),
                          {"state", "total", "limit", "cursor"}),
            std::move(test).for_owners(),
            endpoint::remove("/v1/webhooks/{id}", everybody, to(&handlers::remove)).for_owners()};
}

}  // namespace offlist::api
