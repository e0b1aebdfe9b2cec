// Webhooks: where customers and staff are told of events. What is sent, and when, is the dispatcher's business
// (notify/).
#include <algorithm>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <notify/signature.hpp>
#include <store/notices/outbox.hpp>
#include <store/notices/webhook_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/context.hpp"
#include "api/fields.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/webhook_routes.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

nlohmann::json json_of(const store::webhook_record& w)
{
    nlohmann::json shown = {{"id", public_id("whk", w.id)},
                            {"account", id_or_null("acc", w.account)},
                            {"url", w.url},
                            {"events", w.events},
                            {"state", w.off_at ? "off" : "on"},
                            {"created_at", moment(w.created_at)},
                            {"failing_since", moment(w.failing_since)},
                            {"last_try_at", moment(w.last_try_at)},
                            {"last_result", nullptr},
                            {"off_at", moment(w.off_at)},
                            {"off_reason", nullptr}};
    if (w.last_try_at) shown["last_result"] = w.last_said;
    if (w.off_at) shown["off_reason"] = w.off_why;
    return shown;
}

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

asio::awaitable<http::response> create(call& of, webhook_rules rules)
{
    http::json_body body(body_of(of));
    store::webhook_order order;
    order.account = owner(body, of);
    order.url = body.required_text("url", "https://example.org/hooks");
    order.events = events_field(body, of.staff() && !body.has("account"));
    const std::string reason = optional_reason(body);
    if (!order.url.empty())
        if (const auto fits = notify::server_of(order.url, rules.urls); !fits)
            body.complain("url", fits.error().what, fits.error().expected);
    if (body.finish()) co_return body.answer();
    if (order.account && !own_or_staff(of, *order.account)) co_return not_found();
    order.secret = notify::make_secret();

    making job = [order, most = rules.most, by = of.actor(reason)](soci::session& s) -> outcome {
        const auto made = store::webhook_table::add(s, order, most, by);
        if (const auto* const why = std::get_if<store::refused_webhook_order>(&made)) {
            const bool full = *why == store::refused_webhook_order::too_many;
            return {.answer = full ? too_many(most) : not_found(), .kept = {}, .added = {}};
        }
        nlohmann::json shown = json_of(std::get<store::webhook_record>(made));
        shown["secret"] = nullptr;
        const http::response without = created(shown);
        shown["secret"] = order.secret;
        return {.answer = created(shown), .kept = without, .added = {}};
    };
    co_return co_await commit(of, std::move(job));
}

asio::awaitable<http::response> list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    store::page_request which = asked.page("webhook");
    if (asked.wrong()) co_return asked.answer();
    if (account && !own_or_staff(of, *account)) co_return not_found();
    if (!of.staff()) account = of.who.account;
    store::webhook_table book(of.with.db);
    const auto page = co_await book.page(account, std::move(which));
    co_return page_answer(page, [](const auto& w) { return json_of(w); });
}

// Whose webhooks the caller may touch; none: everybody's.
std::optional<std::int64_t> only_of(const call& of)
{
    if (of.staff()) return std::nullopt;
    return of.who.account;
}

asio::awaitable<http::response> test(call& of)
{
    http::json_body body(body_of(of));
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "whk");
    if (!id) co_return not_found();
    making job = [id = *id, mine = only_of(of), by = of.actor(reason)](soci::session& s) -> outcome {
        const auto w = store::webhook_table::find(s, id);
        if (!w || (mine && w->account != mine)) return {.answer = not_found(), .kept = {}, .added = {}};
        const std::int64_t event = store::tell_of_test(s, id, w->account, by.at);
        store::audit_log::note(s, by, "webhook.test", public_id("whk", id));
        const nlohmann::json shown = {{"id", public_id("evt", event)}, {"type", notify::test_kind}};
        return {.answer = json_response(202, shown), .kept = {}, .added = {}};
    };
    co_return co_await commit(of, std::move(job));
}

asio::awaitable<http::response> remove(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "whk");
    if (!id) co_return not_found();
    store::webhook_table book(of.with.db);
    store::actor by = of.actor(std::move(reason));
    const auto removed = co_await book.remove(*id, only_of(of), std::move(by));
    if (!removed) co_return store_trouble(removed.error());
    if (!*removed) co_return not_found();
    co_return no_content();
}

}  // namespace

std::vector<endpoint> webhooks_endpoints(const webhook_rules& rules)
{
    return {
        {.method = "POST",
         .pattern = "/v1/webhooks",
         .who = everybody,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = [rules](call& of) { return create(of, rules); }},
        {.method = "GET",
         .pattern = "/v1/webhooks",
         .who = everybody,
         .query = {"account", "limit", "cursor"},
         .handle = list},
        {.method = "POST",
         .pattern = "/v1/webhooks/{id}/test",
         .who = everybody,
         .query = {},
         .body = body_kind::json,
         .costly = true,
         .handle = test},
        {.method = "DELETE",
         .pattern = "/v1/webhooks/{id}",
         .who = everybody,
         .query = {},
         .body = body_kind::json,
         .handle = remove},
    };
}

}  // namespace offlist::api
