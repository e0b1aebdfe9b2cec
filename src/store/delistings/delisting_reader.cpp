#include "store/delistings/delisting_reader.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "store/delistings/delisting_rows.hpp"
#include "store/delistings/delisting_table.hpp"
#include "store/delistings/mass_end_table.hpp"
#include "store/engine/conditions.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/money/ledger_rows.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view delisting_list = "delisting";
// A job may be asked about for weeks; what decided it is among the newest.
constexpr int most_answers = 100;

sql::conditions conditions_of(const delisting_filter& filter)
{
    sql::conditions where;
    if (filter.account) where.add("account = :account", {*filter.account});
    if (filter.subject) where.add("subject = :subject", {*filter.subject});
    where.among("blocklist", "blocklist", filter.blocklist);
    std::vector<std::string> states;
    states.reserve(filter.state.size());
    for (const job_state s : filter.state) states.emplace_back(to_string(s));
    where.among("state", "state", states);
    if (filter.live_only) where.add("ended_at IS NULL");
    if (filter.listing) where.add("listing = :listing", {*filter.listing});
    return where;
}

std::vector<job_change> job_history(soci::session& s, std::int64_t id)
{
    std::vector<job_change> found;
    sql::for_each<sys_seconds, std::string, std::string, std::string, std::string>(
        s, "SELECT at, from_state, to_state, actor, note FROM delisting_change WHERE delisting = :id ORDER BY id", {id},
        [&found](auto at, auto from, auto to, auto actor, auto note) {
            found.push_back({.at = at,
                             .from = std::move(from),
                             .to = std::move(to),
                             .actor = std::move(actor),
                             .note = std::move(note)});
        });
    return found;
}

std::vector<moved_job> moved_jobs(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<moved_job> found;
    sql::for_each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, sys_seconds, std::string,
                  std::string, std::string, std::string>(
        s,
        "SELECT c.id, d.id, d.account, d.subject, d.blocklist, c.at, c.from_state, c.to_state, c.actor, c.note "
        "FROM delisting_change c JOIN delisting d ON d.id = c.delisting " +
            rest,
        std::move(given),
        [&found](auto change, auto id, auto account, auto subject, auto list, auto at, auto from, auto to, auto actor,
                 auto note) {
            found.push_back({.change = change,
                             .id = id,
                             .account = account,
                             .subject = std::move(subject),
                             .blocklist = std::move(list),
                             .what = {.at = at,
                                      .from = std::move(from),
                                      .to = std::move(to),
                                      .actor = std::move(actor),
                                      .note = std::move(note)}});
        });
    return found;
}

std::vector<job_evidence> evidence_of(soci::session& s, std::int64_t id)
{
    std::vector<job_evidence> found;
    const auto take = [&found](sys_seconds at, std::string kind, std::string content) {
        found.push_back({.at = at, .kind = std::move(kind), .content = std::move(content)});
    };
    sql::for_each<sys_seconds, std::string, std::string>(
        s, "SELECT at, kind, content FROM delisting_evidence WHERE delisting = :id AND kind <> 'answer' ORDER BY id",
        {id}, take);
    sql::for_each<sys_seconds, std::string, std::string>(
        s,
        "SELECT at, kind, content FROM (SELECT id, at, kind, content FROM delisting_evidence WHERE delisting = :id AND "
        "kind = 'answer' ORDER BY id DESC LIMIT :count) newest ORDER BY id",
        {id, most_answers}, take);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return found;
}

// What must still be paid for these, which wait for one account's funds in one currency.
void tell_what_to_pay(soci::session& s, const std::vector<delisting_record*>& waiting)
{
    const job& any = waiting.front()->what;
    const auto [first, last] = std::ranges::minmax(waiting, {}, [](const auto* r) { return r->what.id; });
    std::map<std::int64_t, std::int64_t> sums;  // by job: the fees of all that wait up to it
    sql::for_each<std::int64_t, std::int64_t>(
        s,
        "SELECT id, CAST(total AS BIGINT) FROM (SELECT id, SUM(fee) OVER (ORDER BY id) AS total FROM delisting "
        "WHERE account = :account AND currency = :currency AND ended_at IS NULL AND state = 'awaiting_funds' AND "
        "id <= :last) AS waiting WHERE id >= :first",
        {any.account, any.fee.in.view(), last->what.id, first->what.id},
        [&sums](auto id, auto cents) { sums.emplace(id, cents); });
    const account_funds funds = ledger_table::funds(s, any.account, any.fee.in);
    const std::int64_t spendable = funds.balance.cents - funds.frozen.cents;
    for (delisting_record* const r : waiting) {
        r->to_pay = std::max<std::int64_t>(sums[r->what.id] - spendable, 0);
        r->frozen = funds.frozen.cents;
    }
}

// Two statements for each account that waits, however many of its jobs do.
std::vector<delisting_record> records_of(soci::session& s, std::vector<job> jobs)
{
    std::vector<delisting_record> shown;
    shown.reserve(jobs.size());
    for (job& j : jobs) shown.push_back({.what = std::move(j)});
    std::map<std::pair<std::int64_t, std::string_view>, std::vector<delisting_record*>> waiting;
    for (delisting_record& r : shown)
        if (r.what.state == job_state::awaiting_funds) waiting[{r.what.account, r.what.fee.in.view()}].push_back(&r);
    for (const auto& [whose, records] : waiting) tell_what_to_pay(s, records);
    return shown;
}

}  // namespace

delisting_record delisting_reader::record_of(soci::session& s, job j)
{
    std::vector<job> alone;
    alone.push_back(std::move(j));
    return std::move(records_of(s, std::move(alone)).front());
}

delisting_detail delisting_reader::detail_of(soci::session& s, job j)
{
    const std::int64_t id = j.id;
    return {.of = record_of(s, std::move(j)), .history = job_history(s, id), .evidence = evidence_of(s, id)};
}

delisting_figures delisting_reader::figures(soci::session& s)
{
    delisting_figures f;
    for (int n = 0; n < job_states; ++n) f.by_state.emplace_back(static_cast<job_state>(n), 0);
    sql::for_each<std::string, std::int64_t>(s, "SELECT state, COUNT(*) FROM delisting GROUP BY state", {},
                                             [&f](const std::string& name, std::int64_t number) {
                                                 if (const auto known = parse_job_state(name))
                                                     f.by_state[static_cast<std::size_t>(*known)].second = number;
                                             });
    sql::for_each<std::string, std::int64_t>(s,
                                             "SELECT currency, CAST(SUM(fee) AS BIGINT) FROM delisting WHERE ended_at "
                                             "IS NULL AND held_at IS NOT NULL AND again_of IS NULL "
                                             "GROUP BY currency",
                                             {}, [&f](const std::string& in, std::int64_t cents) {
                                                 f.held.push_back({cents, stored_currency(in)});
                                             });
    sql::for_each<std::string, std::int64_t>(
        s, "SELECT state, COUNT(*) FROM staff_task WHERE state <> 'done' GROUP BY state", {},
        [&f](const std::string& state, std::int64_t number) {
            (state == "open" ? f.tasks_open : f.tasks_claimed) = number;
        });
    f.mass_ends_open = open_mass_ends(s);
    return f;
}

boost::asio::awaitable<parsed<page_of<delisting_record>>> delisting_reader::page(delisting_filter filter,
                                                                                 page_request which)
{
    auto work = [filter = std::move(filter), which](soci::session& s) -> parsed<page_of<delisting_record>> {
        const auto start = start_of(delisting_list, which, direction::newest_first);
        if (!start) return start.error();
        sql::conditions where = conditions_of(filter);
        const sql::conditions all = where;
        const page_walk way = walk_of(which, direction::newest_first);
        where.add("id" + way.behind + ":start", {start->id});
        where.given.emplace_back(rows_of(which) + 1);
        auto jobs = select_jobs(s, where.text + " ORDER BY id" + way.order + " LIMIT :count", std::move(where.given));
        auto page =
            cut(delisting_list, std::move(jobs), which, [](const job& j) { return place{.at = 0, .id = j.id}; });
        tell_total(page, which, s, "FROM delisting " + all.text, all.given);
        return page_of<delisting_record>{
            .items = records_of(s, std::move(page.items)), .next = std::move(page.next), .total = page.total};
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<delisting_detail>>> delisting_reader::get(
    std::int64_t id, std::optional<std::int64_t> only_of)
{
    auto work = [id, only_of](soci::session& s) -> parsed<std::optional<delisting_detail>> {
        auto found = find_job(s, id);
        if (!found || (only_of && found->account != *only_of)) return std::optional<delisting_detail>();
        return std::optional(detail_of(s, std::move(*found)));
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<std::int64_t>>> delisting_reader::missing(std::int64_t account, currency in)
{
    auto work = [account, in](soci::session& s) -> parsed<std::optional<std::int64_t>> {
        auto oldest = select_jobs(s,
                                  "WHERE account = :account AND currency = :currency AND ended_at IS NULL AND state = "
                                  "'awaiting_funds' ORDER BY id LIMIT 1",
                                  {account, in.view()});
        if (oldest.empty()) return std::optional<std::int64_t>();
        return std::optional(record_of(s, std::move(oldest.front())).to_pay);
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<delisting_figures>> delisting_reader::figures()
{
    auto work = [](soci::session& s) -> parsed<delisting_figures> { return figures(s); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::vector<moved_job>>> delisting_reader::changes_after(
    std::optional<std::int64_t> change, int most)
{
    auto work = [change, most](soci::session& s) -> parsed<std::vector<moved_job>> {
        if (!change) return moved_jobs(s, "ORDER BY c.id DESC LIMIT 1", {});
        return moved_jobs(s, "WHERE c.id > :after ORDER BY c.id LIMIT :most", {*change, std::int64_t{most}});
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::vector<relisting_rate>>> delisting_reader::relistings()
{
    auto work = [](soci::session& s) -> parsed<std::vector<relisting_rate>> {
        std::vector<relisting_rate> rates;
        sql::for_each<std::string, std::int64_t, std::int64_t>(
            s,
            "SELECT d.blocklist, COUNT(*), CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM listing l WHERE "
            "l.account = d.account AND l.blocklist = d.blocklist AND l.first_seen_at > d.ended_at AND "
            "l.subject = d.subject AND l.confirmed = 1) THEN 1 ELSE 0 END) AS BIGINT) FROM delisting d "
            "WHERE d.state = 'succeeded' GROUP BY d.blocklist ORDER BY d.blocklist",
            {}, [&rates](std::string blocklist, std::int64_t succeeded, std::int64_t relisted) {
                rates.push_back({.blocklist = std::move(blocklist), .succeeded = succeeded, .relisted = relisted});
            });
        return rates;
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
