// API tokens. Admins make them for everybody, customers for themselves, staff for nobody.
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <services/accounts/issue_token.hpp>
#include <store/accounts/token_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/gate.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace tokens_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), tokens_(with.db) {}

    asio::awaitable<http::response> create(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> revoke(call& of);

private:
    api_ports with_;
    store::token_table tokens_;
};

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

std::optional<std::chrono::sys_seconds> expiry(http::json_body& body, std::chrono::sys_seconds now)
{
    const auto text = body.text("expires_at");
    if (!text) return std::nullopt;
    const auto read = parse_timestamp(*text);
    if (!read)
        body.complain("expires_at", read.error().what, "a moment in UTC such as 2026-11-23T08:00:00Z");
    else if (*read <= now)
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
    order.expires_at = expiry(body, of.passed.now());
    return order;
}

/// The secret is shown once, and not kept for the Idempotency-Key.
outcome shown_after(const std::optional<store::issued_token>& issued)
{
    if (!issued) return {.answer = not_found(), .kept = {}, .added = {}};
    nlohmann::json shown = json_of(issued->record);
    shown["token"] = nullptr;
    const http::response without = created(shown);
    shown["token"] = issued->text;
    return {.answer = created(shown), .kept = without, .added = {}};
}

asio::awaitable<http::response> handlers::create(call& of)
{
    http::json_body body(body_of(of));
    const store::token_order order = order_of(body, of);
    const std::string reason = optional_reason(body);
    if (!of.staff() && order.role != role::customer) body.complain("role", "is not yours to give", "customer");
    if (body.finish()) co_return body.answer();
    if (order.role == role::customer && !own_or_staff(of, order.account)) co_return not_found();

    services::issue_token what{.order = order, .by = of.actor(reason)};
    making job = answered(std::move(what), shown_after);
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    store::page_request which = asked.page("token");
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, account)) co_return std::move(*refused);
    if (!of.staff()) account = of.who.account;
    const auto page = co_await tokens_.page(account, std::move(which));
    co_return page_answer(page, [](const auto& t) { return json_of(t); });
}

asio::awaitable<http::response> handlers::revoke(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "tok");
    if (!id) co_return not_found();
    store::actor by = of.actor(std::move(reason));
    const auto revoked = co_await tokens_.revoke(*id, of.only_of(), std::move(by));
    if (!revoked) co_return store_trouble(revoked.error());
    of.passed.forget_tokens();
    if (!*revoked) co_return not_found();
    co_return no_content();
}

}  // namespace
}  // namespace tokens_resource

std::vector<endpoint> tokens_endpoints(const api_ports& with)
{
    using tokens_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::post_once("/v1/tokens", admins_and_customers, to(&handlers::create)).for_owners(),
            endpoint::get("/v1/tokens", admins_and_customers, to(&handlers::list), {"account", "limit", "cursor"}),
            endpoint::remove("/v1/tokens/{id}", admins_and_customers, to(&handlers::revoke)).for_owners()};
}

}  // namespace offlist::api
