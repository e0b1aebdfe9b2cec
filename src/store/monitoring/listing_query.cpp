#include "store/monitoring/listing_query.hpp"

#include <limits>
#include <string_view>

#include "store/accounts/subject_key.hpp"
#include "store/engine/conditions.hpp"

namespace offlist::store {
namespace {

using sql::conditions;

/// Columns as they are written in conditions and in ORDER BY.
struct column_names {
    std::string_view key = "subject_key";
    std::string_view account = "account";
    std::string_view blocklist = "blocklist";
    std::string_view phase = "phase";
    std::string_view seen = "first_seen_at";
};

// An expression that is equal to its column, and that no index knows.
constexpr column_names only_the_key{.key = "subject_key",
                                    .account = "account + 0",
                                    .blocklist = "blocklist || ''",
                                    .phase = "phase + 0",
                                    .seen = "first_seen_at"};
constexpr column_names key_to_be_sorted{.key = "subject_key",
                                        .account = "account + 0",
                                        .blocklist = "blocklist || ''",
                                        .phase = "phase + 0",
                                        .seen = "first_seen_at + 0"};
constexpr column_names all_but_the_key{.key = "subject_key || ''",
                                       .account = "account",
                                       .blocklist = "blocklist",
                                       .phase = "phase",
                                       .seen = "first_seen_at"};

std::string with(std::string_view column, std::string_view rest)
{
    return std::string(column) + std::string(rest);
}

void add_account(conditions& where, const column_names& of, const listing_filter& filter, const viewer& who)
{
    const auto account = who.staff ? filter.account : std::optional(who.account);
    if (account) where.add(with(of.account, " = :account"), {*account});
    if (who.staff) return;
    if (filter.account && *filter.account != who.account) where.add("1 = 0");
    where.add("confirmed = 1");
}

// Of several values no index is of use: it would give them one after the other, to be sorted.
void add_lists_and_phases(conditions& where, const column_names& of, const listing_filter& filter)
{
    where.among(filter.blocklist.size() > 1 ? "blocklist || ''" : of.blocklist, "blocklist", filter.blocklist);
    std::vector<int> phases;
    phases.reserve(filter.phase.size());
    for (const listing_phase p : filter.phase) phases.push_back(static_cast<int>(p));
    where.among(phases.size() > 1 ? "phase + 0" : of.phase, "phase", phases);
}

void add_subject(conditions& where, const column_names& of, const std::optional<subject_span>& span)
{
    if (!span) return;
    if (span->first == span->last)
        where.add(with(of.key, " = :subject"), {span->first});
    else
        where.add(with(of.key, " BETWEEN :first AND :last"), {span->first, span->last});
}

// A listing is in the period if the subject stood on the list at some moment of it.
void add_period(conditions& where, const column_names& of, const listing_filter& filter, place start,
                const page_walk& walk)
{
    const bool newest_first = walk.behind == " < ";
    // ids begin at 1: everything before the moment itself
    if (newest_first && filter.to && filter.to->time_since_epoch().count() <= start.at)
        start = {.at = filter.to->time_since_epoch().count(), .id = 0};
    where.add('(' + std::string(of.seen) + ", id)" + walk.behind + "(:at, :id)", {start.at, start.id});
    if (!newest_first && filter.to) where.add(with(of.seen, " < :to_moment"), {*filter.to});
    if (filter.from) where.add("(closed_at IS NULL OR closed_at > :from_moment)", {*filter.from});
}

parsed<std::optional<subject_span>> span_of(const listing_filter& filter)
{
    if (!filter.subject) return std::optional<subject_span>();
    auto span = read_span(*filter.subject, special_addresses::allow);
    if (!span) return span.error();
    return std::optional(std::move(*span));
}

const column_names& names_for(const std::optional<subject_span>& span, range_walk way)
{
    static constexpr column_names all;
    if (!span) return all;
    if (span->first == span->last) return only_the_key;
    return way == range_walk::by_key ? key_to_be_sorted : all_but_the_key;
}

}  // namespace

parsed<listing_query> query_of(const listing_filter& filter, const viewer& who, const place& start, int rows,
                               range_walk way, direction order)
{
    const auto span = span_of(filter);
    if (!span) return span.error();
    const column_names& of = names_for(*span, way);
    conditions where;
    add_subject(where, of, *span);
    add_account(where, of, filter, who);
    add_lists_and_phases(where, of, filter);
    if (filter.mass_change) where.add("live = 1 AND hold IS NOT NULL AND hold = :mass_change", {*filter.mass_change});
    const page_walk walk = walk_of({}, order);
    add_period(where, of, filter, start, walk);
    where.given.emplace_back(rows);
    const std::string sorted = " ORDER BY " + std::string(of.seen) + walk.order + ", id" + walk.order;
    std::string page = where.text + sorted + " LIMIT :count";
    // Only keys and moments are sorted; the rest, and the evidence, is read of the page alone.
    if (&of == &key_to_be_sorted) page = "WHERE id IN (SELECT id FROM listing " + page + ')' + sorted;
    return listing_query{std::move(page), std::move(where.given)};
}

parsed<listing_query> count_of(const listing_filter& filter, const viewer& who)
{
    const auto span = span_of(filter);
    if (!span) return span.error();
    const column_names& of = names_for(*span, range_walk::by_key);
    conditions where;
    add_subject(where, of, *span);
    add_account(where, of, filter, who);
    add_lists_and_phases(where, of, filter);
    if (filter.mass_change) where.add("live = 1 AND hold IS NOT NULL AND hold = :mass_change", {*filter.mass_change});
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    add_period(where, of, filter, {.at = most, .id = most}, walk_of({}, direction::newest_first));
    return listing_query{std::move(where.text), std::move(where.given)};
}

parsed<range_walk> walk_for(soci::session& s, const listing_filter& filter)
{
    const auto span = span_of(filter);
    if (!span) return span.error();
    if (!*span || (*span)->first == (*span)->last) return range_walk::by_key;
    const auto stored = sql::only<int>(s,
                                       "SELECT COUNT(*) FROM (SELECT 1 FROM listing WHERE subject_key BETWEEN :first "
                                       "AND :last LIMIT :most) AS stored",
                                       {(*span)->first, (*span)->last, most_sorted + 1});
    return stored.value_or(0) > most_sorted ? range_walk::by_time : range_walk::by_key;
}

}  // namespace offlist::store
