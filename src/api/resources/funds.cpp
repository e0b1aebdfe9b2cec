// Funds: what an account has, how it came to that, and what staff puts right.
#include <accounts/token.hpp>
#include <algorithm>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/payments/adjust_funds.hpp>
#include <store/accounts/account_table.hpp>
#include <store/money/ledger_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/json/adjustment_text.hpp"
#include "api/json/money_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"
#include "api/tables.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace funds_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), accounts_(with.db), ledger_(with.db) {}

    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> statement(call& of);
    asio::awaitable<http::response> transfer_by_staff(call& of);

private:
    /// The answer for an account that is not there for the caller; none: it is.
    asio::awaitable<std::optional<http::response>> refused_account(call& of, std::optional<std::int64_t> id);
    asio::awaitable<http::response> as_csv(call& of, std::int64_t account, store::page_request which);
    asio::awaitable<http::response> as_json(std::int64_t account, store::page_request which);

    api_ports with_;
    store::account_table accounts_;
    store::ledger_table ledger_;
};

constexpr std::string_view list_name = "transfer";

http::response nothing_sold()
{
    return http::problem_response(503, "no-price-book", "Nothing is sold here",
                                  "The configuration names no price book, so there is no currency for funds.");
}

asio::awaitable<std::optional<http::response>> handlers::refused_account(call& of, std::optional<std::int64_t> id)
{
    if (!id || !own_or_staff(of, *id)) co_return not_found();
    const auto found = co_await accounts_.find(*id);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    co_return std::nullopt;
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto account = id_in_path(of, "acc");
    auto refused = co_await refused_account(of, account);
    if (refused) co_return std::move(*refused);
    const auto terms = with_.program.terms();
    if (!terms->prices) co_return nothing_sold();
    const auto funds = co_await ledger_.funds(*account, terms->prices->in);
    if (!funds) co_return store_trouble(funds.error());
    co_return json_response(200, json_of(*funds));
}

asio::awaitable<http::response> handlers::as_csv(call& of, std::int64_t account, store::page_request which)
{
    http::response answer = csv_response("transfers.csv");
    answer.body = transfer_csv_header();
    for (int left = which.limit; left > 0;) {
        store::page_request part{
            .cursor = which.cursor, .limit = std::min(left, store::longest_page), .sort = which.sort};
        const auto page = co_await ledger_.statement(account, std::move(part));
        if (!page) co_return store_trouble(page.error());
        for (const transfer& t : page->items) answer.body += csv_of(t);
        left -= static_cast<int>(page->items.size());
        which.cursor = page->next;
        if (!page->next) co_return answer;
    }
    add_link_to_next(answer, of.request, *which.cursor);
    co_return answer;
}

asio::awaitable<http::response> handlers::as_json(std::int64_t account, store::page_request which)
{
    const auto page = co_await ledger_.statement(account, std::move(which));
    if (!page) co_return store_trouble(page.error());
    nlohmann::json items = nlohmann::json::array();
    for (const transfer& t : page->items) items.push_back(json_of(t));
    co_return page_response(std::move(items), page->next);
}

asio::awaitable<http::response> handlers::statement(call& of)
{
    query asked(of.request);
    const bool csv = wants_csv(of, asked);
    store::page_request which = csv ? asked.page(list_name, longest_export, longest_export) : asked.page(list_name);
    if (asked.wrong()) co_return asked.answer();
    const auto account = id_in_path(of, "acc");
    auto refused = co_await refused_account(of, account);
    if (refused) co_return std::move(*refused);
    http::response answer;
    if (csv)
        answer = co_await as_csv(of, *account, std::move(which));
    else
        answer = co_await as_json(*account, std::move(which));
    answer.headers.emplace_back("Vary", "Accept");
    co_return answer;
}

/// What makes an adjustment unique: the caller's own key, or a number that nobody has had.
std::string key_of_adjustment(const call& of)
{
    if (of.once)
        return (of.who.person > 0 ? public_id("per", of.who.person) : public_id("tok", of.who.token)) + ':' +
               of.once->key;
    return crypto::hexadecimal(make_token().hash);
}

/// What an adjustment is about, where it is about a payment.
std::optional<std::int64_t> payment_field(http::json_body& body)
{
    const auto text = body.text("payment");
    if (!text) return std::nullopt;
    const auto id = parse_public_id("pay", *text);
    if (!id) body.complain("payment", quoted(*text) + " is no id", "the id of a payment, such as pay_12");
    return id;
}

asio::awaitable<http::response> handlers::transfer_by_staff(call& of)
{
    const auto terms = with_.program.terms();
    if (!terms->prices) co_return nothing_sold();
    http::json_body body(body_of(of));
    const auto amount = money_field(body, "amount", terms->prices->in, -largest_amount, largest_amount);
    const std::string reason = required_reason(body);
    if (amount && amount->cents == 0 && body.has("amount"))
        body.complain("amount", "it is zero", "above zero for the customer, below zero against");
    const auto payment = payment_field(body);
    if (body.finish()) co_return body.answer();
    const auto account = id_in_path(of, "acc");
    auto refused = co_await refused_account(of, account);
    if (refused) co_return std::move(*refused);
    const store::actor by = of.actor(reason);
    adjustment wanted{
        .account = *account, .amount = *amount, .reason = reason, .key = key_of_adjustment(of), .at = by.at};
    services::adjust_funds what{.wanted = std::move(wanted),
                                .by = by,
                                .policy = terms->policy,
                                .alone = of.who.role == role::admin ? terms->alone.admin : terms->alone.staff,
                                .payment = payment};
    making job = answered(std::move(what), shown_adjustment);
    co_return co_await commit(with_, of, std::move(job));
}

}  // namespace
}  // namespace funds_resource

std::vector<endpoint> funds_endpoints(const api_ports& with)
{
    using funds_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/accounts/{id}/funds", everybody, to(&handlers::show)),
            endpoint::get("/v1/accounts/{id}/transfers", everybody, to(&handlers::statement),
                          {"format", "sort", "limit", "cursor"}),
            endpoint::post_once("/v1/accounts/{id}/transfers", staff_only, to(&handlers::transfer_by_staff))};
}

}  // namespace offlist::api
