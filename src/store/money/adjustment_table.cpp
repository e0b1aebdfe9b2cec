#include "store/money/adjustment_table.hpp"

#include <array>
#include <billing/find_name.hpp>
#include <utility>
#include <vector>

#include "store/engine/paging.hpp"
#include "store/money/ledger_rows.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view adjustment_list = "adjustment";
constexpr std::array<std::string_view, 3> state_names{"proposed", "made", "rejected"};

std::vector<adjustment_record> select_adjustments(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<adjustment_record> found;
    sql::for_each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::optional<std::int64_t>,
                  std::string, std::string, std::int64_t, std::int64_t, std::string, sys_seconds, std::string,
                  std::optional<sys_seconds>, std::string>(
        s,
        "SELECT id, account, cents, currency, reason, payment, request_key, state, token, person, proposed_by, "
        "proposed_at, COALESCE(decided_by, ''), decided_at, COALESCE(decision, '') FROM adjustment " +
            rest,
        std::move(given),
        [&found](auto id, auto account, auto cents, const auto& in, auto reason, auto payment, auto key,
                 const auto& state, auto token, auto person, auto by, auto at, auto decided_by, auto decided_at,
                 auto decision) {
            found.push_back({.id = id,
                             .what = {.account = account,
                                      .amount = {cents, stored_currency(in)},
                                      .reason = std::move(reason),
                                      .key = std::move(key),
                                      .at = at},
                             .payment = payment,
                             .state = parse_adjustment_state(state).value_or(adjustment_state::rejected),
                             .token = token,
                             .person = person,
                             .proposed_by = std::move(by),
                             .decided_by = std::move(decided_by),
                             .decided_at = decided_at,
                             .decision = std::move(decision)});
        });
    return found;
}

std::optional<adjustment_record> only(std::vector<adjustment_record> found)
{
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

}  // namespace

std::string_view to_string(adjustment_state s)
{
    return state_names.at(static_cast<std::size_t>(s));
}

std::optional<adjustment_state> parse_adjustment_state(std::string_view text)
{
    return find_name<adjustment_state>(state_names, text);
}

std::int64_t add_adjustment(soci::session& s, const adjustment& what, std::optional<std::int64_t> payment,
                            adjustment_state state, const actor& by)
{
    return sql::only<std::int64_t>(
               s,
               "INSERT INTO adjustment (account, cents, currency, reason, payment, request_key, state, token, person, "
               "proposed_by, proposed_at) VALUES (:account, :cents, :currency, :reason, :payment, :key, :state, "
               ":token, :person, :by, :at) RETURNING id",
               {what.account, what.amount.cents, what.amount.in.view(), what.reason, payment, what.key,
                to_string(state), by.who.token, by.who.person, by.who.name, what.at})
        .value();
}

bool decide_adjustment(soci::session& s, std::int64_t id, adjustment_state state, const actor& by)
{
    return sql::run(s,
                    "UPDATE adjustment SET state = :state, decided_by = :by, decided_at = :at, decision = :decision "
                    "WHERE id = :id AND state = 'proposed'",
                    {to_string(state), by.who.name, by.at, by.reason, id}) == 1;
}

std::optional<adjustment_record> find_adjustment(soci::session& s, std::int64_t id)
{
    return only(select_adjustments(s, "WHERE id = :id", {id}));
}

std::optional<adjustment_record> find_adjustment(soci::session& s, const std::string& key)
{
    return only(select_adjustments(s, "WHERE request_key = :key", {key}));
}

parsed<page_of<adjustment_record>> adjustment_page(soci::session& s, const adjustment_filter& filter,
                                                   const page_request& which)
{
    const auto start = start_of(adjustment_list, which, direction::newest_first);
    if (!start) return start.error();
    sql::conditions where;
    if (filter.account) where.add("account = :account", {*filter.account});
    if (filter.payment) where.add("payment = :payment", {*filter.payment});
    if (filter.state) where.add("state = :state", {to_string(*filter.state)});
    const sql::conditions all = where;
    const page_walk way = walk_of(which, direction::newest_first);
    where.add("id" + way.behind + ":start", {start->id});
    where.given.emplace_back(rows_of(which) + 1);
    auto page =
        cut(adjustment_list,
            select_adjustments(s, where.text + " ORDER BY id" + way.order + " LIMIT :count", std::move(where.given)),
            which, [](const adjustment_record& a) { return place{.at = 0, .id = a.id}; });
    tell_total(page, which, s, "FROM adjustment " + all.text, all.given);
    return page;
}

}  // namespace offlist::store
