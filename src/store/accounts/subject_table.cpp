#include "store/accounts/subject_table.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <numeric>

#include "store/accounts/subject_changes.hpp"
#include "store/accounts/subject_key.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/listing_end.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view subject_list = "subject";
const std::string subject_columns = "SELECT id, account, text, kind, label, created_at FROM subject ";

// A person reads the first of them and mends the file.
constexpr std::size_t most_problems = 100;

template <class Each>
void select_subjects(soci::session& s, const std::string& rest, sql::parameters given, Each each)
{
    sql::for_each<std::int64_t, std::int64_t, std::string, int, std::string, sys_seconds>(
        s, subject_columns + rest, std::move(given),
        [&](auto id, auto account, auto text, auto kind, auto label, auto created) {
            each(owned_subject{.id = id,
                               .account = account,
                               .text = std::move(text),
                               .kind = std::string(to_string(static_cast<subject_kind>(kind))),
                               .label = std::move(label),
                               .created_at = created});
        });
}

// The active subject that shares a key with `first` to `last`; of several, the last.
std::optional<owned_subject> overlapping(soci::session& s, const std::string& first, const std::string& last)
{
    std::optional<owned_subject> found;
    // Active ones do not overlap each other: if the one that begins last before `last` ends before `first`, all do.
    select_subjects(s,
                    "WHERE id = (SELECT id FROM subject WHERE removed_at IS NULL AND first_key <= :last "
                    "ORDER BY first_key DESC LIMIT 1) AND last_key >= :first",
                    {last, first}, [&found](owned_subject o) { found = std::move(o); });
    return found;
}

bool is_active(soci::session& s, std::int64_t account)
{
    return sql::only<int>(s, "SELECT 1 FROM account WHERE id = :id AND state = 'active'", {account}).has_value();
}

problem in_the_way(std::int64_t account, const subject_span& span, const owned_subject& other)
{
    // A stranger's subjects are nobody's business.
    if (other.account != account)
        return {.what = quoted(span.text) + " is already monitored",
                .expected = "a subject that no other account has; ask the support if it is yours"};
    if (other.text == span.text)
        return {.what = quoted(span.text) + " is already monitored, as " + public_id("sub", other.id), .expected = {}};
    return {.what = quoted(span.text) + " overlaps " + quoted(other.text) + " (" + public_id("sub", other.id) +
                    "), which is already monitored",
            .expected = "a subject that shares no address with it, or remove that one first"};
}

owned_subject insert(soci::session& s, std::int64_t account, const new_subject& what, const subject_span& span,
                     sys_seconds at)
{
    const auto id = sql::only<std::int64_t>(
                        s,
                        "INSERT INTO subject (account, text, kind, label, first_key, last_key, created_at) "
                        "VALUES (:account, :text, :kind, :label, :first, :last, :at) RETURNING id",
                        {account, span.text, static_cast<int>(span.kind), what.label, span.first, span.last, at})
                        .value();
    note_added(s, id, span.text);
    return {.id = id,
            .account = account,
            .text = span.text,
            .kind = std::string(to_string(span.kind)),
            .label = what.label,
            .created_at = at};
}

problem no_such_account(std::int64_t account)
{
    return {.what = "there is no active account " + public_id("acc", account),
            .expected = "the id of an account that is not terminated"};
}

std::string place_of(const new_subject& line)
{
    return line.file.empty() ? quoted(line.text) : line.file + ':' + std::to_string(line.line);
}

// Which of `spans` lies within which other one of them: of equal ones in the first, of nested ones in the widest.
// Ranges in CIDR notation nest or are disjoint. An index of itself: within none.
std::vector<std::size_t> holders_of(const std::vector<subject_span>& spans)
{
    std::vector<std::size_t> order(spans.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&spans](std::size_t a, std::size_t b) {
        if (spans[a].first != spans[b].first) return spans[a].first < spans[b].first;
        return spans[a].last != spans[b].last ? spans[a].last > spans[b].last : a < b;
    });
    std::vector<std::size_t> holders(spans.size());
    std::size_t outer = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i == 0 || spans[order[i]].last > spans[outer].last) outer = order[i];
        holders[order[i]] = outer;
    }
    return holders;
}

}  // namespace

added_subject subject_table::add(soci::session& s, std::int64_t account, const new_subject& what, const actor& by,
                                 special_addresses special)
{
    added_subject result;
    auto span = read_span(what.text, special);
    if (!span) {
        result.outcome = adding::unreadable;
        result.why = std::move(span.error()).at(what.file, what.line);
    } else if (!is_active(s, account)) {
        result.outcome = adding::no_account;
        result.why = no_such_account(account);
    } else if (const auto other = overlapping(s, span->first, span->last)) {
        result.outcome = adding::conflict;
        result.subject = *other;
        result.why = in_the_way(account, *span, *other).at(what.file, what.line);
        if (other->account != account) result.subject = {};
    } else {
        result.subject = insert(s, account, what, *span, by.at);
        audit_log::note(s, by, "subject.add", public_id("sub", result.subject.id), public_id("acc", account));
    }
    return result;
}

loaded<import_report> subject_table::add_many(soci::session& s, std::int64_t account,
                                              const std::vector<new_subject>& what, const actor& by,
                                              special_addresses special)
{
    if (!is_active(s, account)) return problems{no_such_account(account)};
    import_report report;
    problems bad;
    std::size_t more = 0;
    const auto refuse = [&](problem&& p) {
        if (bad.size() < most_problems)
            bad.push_back(std::move(p));
        else
            ++more;
    };
    std::vector<subject_span> spans;
    std::vector<const new_subject*> lines;
    for (const auto& line : what) {
        auto span = read_span(line.text, special);
        if (!span) {
            refuse(std::move(span.error()).at(line.file, line.line));
            continue;
        }
        spans.push_back(std::move(*span));
        lines.push_back(&line);
    }
    const auto holders = holders_of(spans);
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const new_subject& line = *lines[i];
        const new_subject& holder = *lines[holders[i]];
        if (holders[i] != i) {
            ++report.folded;
            if (!line.label.empty() && line.label != holder.label && report.notes.size() < most_problems)
                report.notes.push_back(problem{.what = quoted(spans[i].text) + " is part of " +
                                                       quoted(spans[holders[i]].text) + " (" + place_of(holder) +
                                                       "); its label " + quoted(line.label) + " is not kept"}
                                           .at(line.file, line.line)
                                           .to_string());
            continue;
        }
        const auto other = overlapping(s, spans[i].first, spans[i].last);
        if (!other)
            report.added.push_back(insert(s, account, line, spans[i], by.at));
        else if (other->account == account && other->text == spans[i].text)
            ++report.already;
        else
            refuse(in_the_way(account, spans[i], *other).at(line.file, line.line));
    }
    if (more > 0) bad.push_back({.what = "and " + std::to_string(more) + " more lines that cannot be taken"});
    if (!bad.empty()) return bad;
    audit_log::note(s, by, "subject.import", public_id("acc", account),
                    std::to_string(report.added.size()) + " subjects");
    return report;
}

bool subject_table::remove(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of, const actor& by)
{
    const auto found = sql::one<std::int64_t, std::string, std::string>(
        s, "SELECT account, first_key, last_key FROM subject WHERE id = :id AND removed_at IS NULL", {id});
    if (!found) return false;
    const auto& [account, first, last] = *found;
    if (only_of && *only_of != account) return false;
    note_removed(s, id);
    sql::run(s, "UPDATE subject SET removed_at = :at WHERE id = :id", {by.at, id});
    end_listings(s, account, first, last, by.at);
    audit_log::note(s, by, "subject.remove", public_id("sub", id), public_id("acc", account));
    return true;
}

boost::asio::awaitable<parsed<added_subject>> subject_table::add(std::int64_t account, new_subject what, actor by)
{
    auto work = [account, what = std::move(what), by = std::move(by), special = special_](
                    soci::session& s) -> parsed<added_subject> { return add(s, account, what, by, special); };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<bool>> subject_table::remove(std::int64_t id, std::optional<std::int64_t> only_of,
                                                           actor by)
{
    auto work = [id, only_of, by = std::move(by)](soci::session& s) -> parsed<bool> {
        return remove(s, id, only_of, by);
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<page_of<owned_subject>>> subject_table::page(std::optional<std::int64_t> account,
                                                                           page_request which)
{
    auto work = [account, which](soci::session& s) -> parsed<page_of<owned_subject>> {
        const auto start = start_of(subject_list, which, direction::ascending);
        if (!start) return start.error();
        std::vector<owned_subject> found;
        const auto keep = [&found](owned_subject o) { found.push_back(std::move(o)); };
        const std::string rest = "id > :after AND removed_at IS NULL ORDER BY id LIMIT :count";
        if (account)
            select_subjects(s, "WHERE account = :account AND " + rest, {*account, start->id, rows_of(which) + 1}, keep);
        else
            select_subjects(s, "WHERE " + rest, {start->id, rows_of(which) + 1}, keep);
        return cut(subject_list, std::move(found), which,
                   [](const owned_subject& o) { return place{.at = 0, .id = o.id}; });
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
