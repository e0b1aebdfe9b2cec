#include "store/accounts/subject_table.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <crypto/nonce.hpp>
#include <numeric>
#include <sweep/inventory_size.hpp>

#include "store/accounts/account_usage.hpp"
#include "store/accounts/subject_proofs.hpp"
#include "store/accounts/subject_rows.hpp"
#include "store/engine/conditions.hpp"
#include "store/engine/paging.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view subject_list = "subject";

static_assert(admission{}.capacity == most_subjects);

// A person reads the first of them and mends the file.
constexpr std::size_t most_problems = 100;

// A stranger's subjects are nobody's business but staff's.
problem in_the_way(const owned_subject& other, const subject_span& span, std::int64_t account, const actor& by)
{
    const std::string named = public_id("sub", other.id) +
                              (other.account != account ? " of " + public_id("acc", other.account) : std::string());
    if (other.account != account && by.who.role == role::customer)
        return {.what = quoted(span.text) + " is already monitored",
                .expected = "a subject that no other account has; ask the support if it is yours"};
    const std::string state = other.pending ? "already here and waits for its proof" : "already monitored";
    if (other.text == span.text) return {.what = quoted(span.text) + " is " + state + ", as " + named, .expected = {}};
    return {.what = quoted(span.text) + " overlaps " + quoted(other.text) + " (" + named + "), which is " + state,
            .expected = "a subject that shares no address with it, or remove that one first"};
}

problem no_such_account(std::int64_t account)
{
    return {.what = "there is no active account " + public_id("acc", account),
            .expected = "the id of an account that is not terminated"};
}

problem beyond_capacity(std::uint64_t watched, std::uint64_t more, std::uint64_t capacity, const actor& by)
{
    if (by.who.role == role::customer)
        return {.what = "so much cannot be monitored at present", .expected = "a smaller range, or ask the support"};
    return {.what = "all accounts together have " + std::to_string(watched) + " subjects, and this would be " +
                    std::to_string(more) + " more; this service can monitor " + std::to_string(capacity),
            .expected = "at most " + std::to_string(capacity > watched ? capacity - watched : 0) + " more"};
}

// Why it is too much; none: it may be added.
std::optional<problem> too_much(soci::session& s, const account_usage& now, const subject_amount& more, bool watched,
                                const actor& by, const admission& rules)
{
    if (by.who.role == role::customer)
        if (auto over = over_quota(now.has, more, quota_for(now.own, rules.usual))) return over;
    if (!watched) return std::nullopt;
    const std::uint64_t all = watched_in_all(s);
    if (more.addresses > rules.capacity || all > rules.capacity - more.addresses)
        return beyond_capacity(all, more.addresses, rules.capacity, by);
    return std::nullopt;
}

owned_subject new_row(std::int64_t account, const new_subject& what, const actor& by)
{
    owned_subject row;
    row.account = account;
    row.label = what.label;
    row.created_at = by.at;
    return row;
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

parsed<sql::conditions> conditions_of(const subject_filter& filter)
{
    sql::conditions where;
    where.add("removed_at IS NULL");
    if (filter.account) where.add("account = :account", {*filter.account});
    std::string states;
    // spelled out, for the index of the pending ones
    for (const subject_state s : filter.state)
        states += (states.empty() ? "(" : " OR ") + std::string(s == subject_state::active ? "pending = 0"
                                                                : s == subject_state::pending
                                                                    ? "(pending = 1 AND proved_at IS NULL)"
                                                                    : "(pending = 1 AND proved_at IS NOT NULL)");
    if (!states.empty()) where.add(states + ')');
    if (filter.within) {
        const auto span = read_span(*filter.within, special_addresses::allow);
        if (!span) return span.error();
        where.add("first_key <= :last_key AND last_key >= :first_key", {span->last, span->first});
    }
    if (filter.label) where.add("LOWER(label) LIKE LOWER(:label) ESCAPE '!'", {sql::holding(*filter.label)});
    return where;
}

}  // namespace

added_subject subject_table::add(soci::session& s, std::int64_t account, const new_subject& what, const actor& by,
                                 const admission& rules)
{
    added_subject result;
    const auto refused = [&result](adding outcome, problem&& why) {
        result.outcome = outcome;
        result.why = std::move(why);
        return std::move(result);
    };
    const auto span = read_span(what.text, rules.special);
    if (!span) return refused(adding::unreadable, problem(span.error()).at(what.file, what.line));
    const auto usage = usage_of(s, account);
    if (!usage) return refused(adding::no_account, no_such_account(account));
    const bool customer = by.who.role == role::customer;
    const bool pending = customer && rules.proof;
    auto waits = pending_within(s, account, *span);
    if (waits && !customer) {
        // staff's word is the proof that it waited for
        if (waits->text != span->text) waits.reset();
    }
    const auto other = active_within(s, *span);
    if (other && (!pending || other->account == account))
        return refused(adding::conflict, in_the_way(*other, *span, account, by).at(what.file, what.line));
    if (waits && customer)
        return refused(adding::conflict, in_the_way(*waits, *span, account, by).at(what.file, what.line));
    const subject_amount more{.subjects = waits ? 0U : 1U, .addresses = span->size};
    if (auto over = too_much(s, *usage, more, !pending, by, rules)) return refused(adding::too_much, std::move(*over));
    if (waits) {
        set_active(s, *waits, control_proof::staff, by.at);
        result.subject = std::move(*waits);
    } else {
        owned_subject row = new_row(account, what, by);
        row.pending = pending;
        row.proof = customer ? control_proof::none : control_proof::staff;
        if (pending) {
            row.challenge = crypto::make_nonce() + crypto::make_nonce();
            row.look_at = by.at;
        }
        result.subject = insert_subject(s, std::move(row), *span);
        const auto size = static_cast<std::int64_t>(span->size);
        count_subjects(s, account, {.subjects = 1, .asked = size, .watched = pending ? 0 : size});
    }
    audit_log::note(s, by, "subject.add", public_id("sub", result.subject.id), public_id("acc", account));
    return result;
}

loaded<import_report> subject_table::add_many(soci::session& s, std::int64_t account,
                                              const std::vector<new_subject>& what, const actor& by,
                                              const admission& rules)
{
    const auto usage = usage_of(s, account);
    if (!usage) return problems{no_such_account(account)};
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
        auto span = read_span(line.text, rules.special);
        if (!span) {
            refuse(std::move(span.error()).at(line.file, line.line));
            continue;
        }
        spans.push_back(std::move(*span));
        lines.push_back(&line);
    }
    const auto holders = holders_of(spans);
    usage_change counted;
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
        const auto size = static_cast<std::int64_t>(spans[i].size);
        if (const auto other = active_within(s, spans[i])) {
            if (other->account == account && other->text == spans[i].text)
                ++report.already;
            else
                refuse(in_the_way(*other, spans[i], account, by).at(line.file, line.line));
        } else if (auto waits = pending_within(s, account, spans[i]); waits && waits->text == spans[i].text) {
            set_active(s, *waits, control_proof::staff, by.at);
            report.added.push_back(std::move(*waits));
        } else {
            owned_subject row = new_row(account, line, by);
            row.proof = control_proof::staff;
            report.added.push_back(insert_subject(s, std::move(row), spans[i]));
            ++counted.subjects;
            counted.asked += size;
            counted.watched += size;
        }
    }
    const subject_amount added{.subjects = static_cast<std::uint64_t>(counted.subjects),
                               .addresses = static_cast<std::uint64_t>(counted.watched)};
    if (auto over = too_much(s, *usage, added, true, by, rules)) refuse(std::move(*over));
    count_subjects(s, account, counted);
    if (more > 0) bad.push_back({.what = "and " + std::to_string(more) + " more lines that cannot be taken"});
    if (!bad.empty()) return bad;
    audit_log::note(s, by, "subject.import", public_id("acc", account),
                    std::to_string(report.added.size()) + " subjects");
    return report;
}

bool subject_table::remove(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of, const actor& by)
{
    const auto found = find(s, id);
    if (!found || (only_of && *only_of != found->account)) return false;
    take_out(s, *found, by.at);
    audit_log::note(s, by, "subject.remove", public_id("sub", id), public_id("acc", found->account));
    return true;
}

std::optional<owned_subject> subject_table::relabel(soci::session& s, std::int64_t id,
                                                    std::optional<std::int64_t> only_of, const std::string& label,
                                                    const actor& by)
{
    auto found = find(s, id);
    if (!found || (only_of && *only_of != found->account)) return std::nullopt;
    sql::run(s, "UPDATE subject SET label = :label WHERE id = :id", {label, id});
    found->label = label;
    audit_log::note(s, by, "subject.label", public_id("sub", id), public_id("acc", found->account));
    return found;
}

std::string_view to_string(subject_state s)
{
    return s == subject_state::active ? "active" : s == subject_state::pending ? "pending" : "contested";
}

subject_state state_of(const owned_subject& s)
{
    if (!s.pending) return subject_state::active;
    return s.proved_at ? subject_state::contested : subject_state::pending;
}

std::optional<owned_subject> subject_table::find(soci::session& s, std::int64_t id)
{
    return one_subject(s, "WHERE id = :id AND removed_at IS NULL", {id});
}

boost::asio::awaitable<parsed<bool>> subject_table::remove(std::int64_t id, std::optional<std::int64_t> only_of,
                                                           actor by)
{
    auto work = [id, only_of, by = std::move(by)](soci::session& s) -> parsed<bool> {
        return remove(s, id, only_of, by);
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<owned_subject>>> subject_table::find(std::int64_t id)
{
    auto work = [id](soci::session& s) -> parsed<std::optional<owned_subject>> { return find(s, id); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<page_of<owned_subject>>> subject_table::page(subject_filter filter, page_request which)
{
    auto work = [filter = std::move(filter), which](soci::session& s) -> parsed<page_of<owned_subject>> {
        const auto start = start_of(subject_list, which, direction::oldest_first);
        if (!start) return start.error();
        auto where = conditions_of(filter);
        if (!where) return where.error();
        const sql::conditions all = *where;
        const page_walk way = walk_of(which, direction::oldest_first);
        where->add("id" + way.behind + ":start", {start->id});
        where->given.emplace_back(rows_of(which) + 1);
        std::vector<owned_subject> found;
        each_subject(s, where->text + " ORDER BY id" + way.order + " LIMIT :count", std::move(where->given),
                     [&found](owned_subject&& o) { found.push_back(std::move(o)); });
        auto page = cut(subject_list, std::move(found), which,
                        [](const owned_subject& o) { return place{.at = 0, .id = o.id}; });
        tell_total(page, which, s, "FROM subject " + all.text, all.given);
        return page;
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
