// Funds: what an account has, how it came to that, and what staff puts right.
#include <accounts/token.hpp>
#include <algorithm>
#include <boost/assert.hpp>
#include <nlohmann/json.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/money/ledger_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/context.hpp"
#include "api/fields.hpp"
#include "api/money_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "api/tables.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

constexpr std::string_view list_name = "transfer";

http::response nothing_sold()
{
    return http::problem_response(503, "no-price-book", "Nothing is sold here",
                                  "The configuration names no price book, so there is no currency for funds.");
}

/// The answer for an account that is not there for the caller; none: it is.
asio::awaitable<std::optional<http::response>> refused_account(call& of, std::optional<std::int64_t> id)
{
    if (!id || !own_or_staff(of, *id)) co_return not_found();
    const auto found = co_await of.with.accounts.find(*id);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    co_return std::nullopt;
}

asio::awaitable<http::response> show(call& of)
{
    const auto account = id_in_path(of, "acc");
    auto refused = co_await refused_account(of, account);
    if (refused) co_return std::move(*refused);
    const auto terms = of.with.program.terms();
    if (!terms->prices) co_return nothing_sold();
    const auto funds = co_await of.with.ledger.funds(*account, terms->prices->in);
    if (!funds) co_return store_trouble(funds.error());
    co_return json_response(200, json_of(*funds));
}

asio::awaitable<http::response> as_csv(call& of, std::int64_t account, store::page_request which)
{
    http::response answer = csv_response("transfers.csv");
    answer.body = transfer_csv_header();
    for (int left = which.limit; left > 0;) {
        store::page_request part{.cursor = which.cursor, .limit = std::min(left, store::longest_page)};
        const auto page = co_await of.with.ledger.statement(account, std::move(part));
        if (!page) co_return store_trouble(page.error());
        for (const transfer& t : page->items) answer.body += csv_of(t);
        left -= static_cast<int>(page->items.size());
        which.cursor = page->next;
        if (!page->next) co_return answer;
    }
    add_link_to_next(answer, of.request, *which.cursor);
    co_return answer;
}

asio::awaitable<http::response> as_json(call& of, std::int64_t account, store::page_request which)
{
    const auto page = co_await of.with.ledger.statement(account, std::move(which));
    if (!page) co_return store_trouble(page.error());
    nlohmann::json items = nlohmann::json::array();
    for (const transfer& t : page->items) items.push_back(json_of(t));
    co_return page_response(std::move(items), page->next);
}

asio::awaitable<http::response> statement(call& of)
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
        answer = co_await as_json(of, *account, std::move(which));
    answer.headers.emplace_back("Vary", "Accept");
    co_return answer;
}

/// What makes an adjustment unique: the caller's own key, or a number that nobody has had.
std::string key_of_adjustment(const call& of)
{
    if (of.once) return public_id("tok", of.who.token) + ':' + of.once->key;
    return crypto::hexadecimal(make_token().hash);
}

outcome adjust(soci::session& s, const adjustment& a, const store::actor& by, const delisting_policy& policy)
{
    const auto done = store::adjust_funds(s, a, policy);
    if (!done)
        return {.answer = wrong_field("amount", done.error().what, done.error().expected), .kept = {}, .added = {}};
    if (!*done)
        return {.answer = http::problem_response(409, "insufficient-funds", "The account's funds do not cover it",
                                                 "Only a lost dispute takes funds below zero."),
                .kept = {},
                .added = {}};
    const auto written = store::ledger_table::find_adjustment(s, a.key);
    BOOST_ASSERT(written.has_value());
    store::audit_log::note(s, by, "funds.adjust", public_id("acc", a.account), to_string(a.amount));
    nlohmann::json shown = json_of(*written);
    shown["funds"] = json_of(store::ledger_table::funds(s, a.account, a.amount.in));
    return {.answer = created(shown), .kept = {}, .added = {}};
}

asio::awaitable<http::response> transfer_by_staff(call& of)
{
    const auto terms = of.with.program.terms();
    if (!terms->prices) co_return nothing_sold();
    http::json_body body(body_of(of));
    const auto amount = money_field(body, "amount", terms->prices->in, -largest_amount, largest_amount);
    const std::string reason = required_reason(body);
    if (amount && amount->cents == 0 && body.has("amount"))
        body.complain("amount", "it is zero", "above zero for the customer, below zero against");
    if (body.finish()) co_return body.answer();
    const auto account = id_in_path(of, "acc");
    auto refused = co_await refused_account(of, account);
    if (refused) co_return std::move(*refused);
    const store::actor by = of.actor(reason);
    adjustment wanted{
        .account = *account, .amount = *amount, .reason = reason, .key = key_of_adjustment(of), .at = by.at};
    making job = [wanted = std::move(wanted), by, policy = terms->policy](soci::session& s) {
        return adjust(s, wanted, by, policy);
    };
    co_return co_await commit(of, std::move(job));
}

}  // namespace

std::vector<endpoint> funds_endpoints()
{
    return {
        {.method = "GET", .pattern = "/v1/accounts/{id}/funds", .who = everybody, .query = {}, .handle = show},
        {.method = "GET",
         .pattern = "/v1/accounts/{id}/transfers",
         .who = everybody,
         .query = {"format", "limit", "cursor"},
         .handle = statement},
        {.method = "POST",
         .pattern = "/v1/accounts/{id}/transfers",
         .who = staff_only,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = transfer_by_staff},
    };
}

}  // namespace offlist::api
