// API tokens. Admins make them for everybody, customers for themselves, staff for nobody.
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/token_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/context.hpp"
#include "api/fields.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

constexpr std::size_t longest_name = 100;

nlohmann::json json_of(const store::token_record& t)
{
    return {{"id", public_id("tok", t.id)},
            {"prefix", t.prefix},
            {"role", to_string(t.role)},
            {"account", id_or_null("acc", t.account)},
            {"name", t.name},
            {"read_only", t.read_only},
            {"created_at", moment(t.created_at)},
            {"expires_at", moment(t.expires_at)},
            {"last_used_at", moment(t.last_used_at)},
            {"revoked_at", moment(t.revoked_at)}};
}

std::optional<std::chrono::sys_seconds> expiry(http::json_body& body, const call& of)
{
    const auto text = body.text("expires_at");
    if (!text) return std::nullopt;
    const auto read = parse_timestamp(*text);
    if (!read)
        body.complain("expires_at", read.error().what, "a moment in UTC such as 2026-11-23T08:00:00Z");
    else if (*read <= of.with.time.now_seconds())
        body.complain("expires_at", "has passed", "a moment in the future");
    else
        return *read;
    return std::nullopt;
}

store::token_order order_of(http::json_body& body, const call& of)
{
    store::token_order order;
    const std::string wanted = of.staff() ? body.required_text("role", "customer") : body.text("role").value_or("");
    if (!wanted.empty() && !parse_role(wanted))
        body.complain("role", quoted(wanted) + " is no role", "one of admin, staff, customer");
    order.role = parse_role(wanted).value_or(role::customer);
    if (order.role == role::customer)
        order.account = account_field(body, of).value_or(0);
    else if (body.has("account"))
        body.complain("account", "does not go with this role", "no account for staff and admins");
    order.name = body.text("name", longest_name).value_or("");
    order.read_only = body.flag("read_only").value_or(false);
    order.expires_at = expiry(body, of);
    return order;
}

asio::awaitable<http::response> create(call& of)
{
    http::json_body body(body_of(of));
    const store::token_order order = order_of(body, of);
    const std::string reason = optional_reason(body);
    if (!of.staff() && order.role != role::customer) body.complain("role", "is not yours to give", "customer");
    if (body.finish()) co_return body.answer();
    if (order.role == role::customer && !own_or_staff(of, order.account)) co_return not_found();

    making job = [order, by = of.actor(reason)](soci::session& s) -> outcome {
        const auto issued = store::token_table::issue(s, order, by);
        if (!issued) return {.answer = not_found(), .kept = {}, .added = {}};
        nlohmann::json shown = json_of(issued->record);
        shown["token"] = nullptr;
        const http::response without = created(shown);
        shown["token"] = issued->text;
        return {.answer = created(shown), .kept = without, .added = {}};
    };
    co_return co_await commit(of, std::move(job));
}

asio::awaitable<http::response> list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    store::page_request which = asked.page("token");
    if (asked.wrong()) co_return asked.answer();
    if (account && !own_or_staff(of, *account)) co_return not_found();
    if (!of.staff()) account = of.who.account;
    const auto page = co_await of.with.tokens.page(account, std::move(which));
    co_return page_answer(page, [](const auto& t) { return json_of(t); });
}

asio::awaitable<http::response> revoke(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "tok");
    if (!id) co_return not_found();
    std::optional<std::int64_t> only_of;
    if (!of.staff()) only_of = of.who.account;
    store::actor by = of.actor(std::move(reason));
    const auto revoked = co_await of.with.tokens.revoke(*id, only_of, std::move(by));
    if (!revoked) co_return store_trouble(revoked.error());
    of.with.known_tokens.forget();
    if (!*revoked) co_return not_found();
    co_return no_content();
}

}  // namespace

std::vector<endpoint> tokens_endpoints()
{
    return {
        {.method = "POST",
         .pattern = "/v1/tokens",
         .who = admins_and_customers,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = create},
        {.method = "GET",
         .pattern = "/v1/tokens",
         .who = admins_and_customers,
         .query = {"account", "limit", "cursor"},
         .handle = list},
        {.method = "DELETE",
         .pattern = "/v1/tokens/{id}",
         .who = admins_and_customers,
         .query = {},
         .body = body_kind::json,
         .handle = revoke},
    };
}

}  // namespace offlist::api
