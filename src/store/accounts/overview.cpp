#include "store/accounts/overview.hpp"

#include "store/delistings/mass_end_table.hpp"
#include "store/engine/conditions.hpp"
#include "store/engine/page.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/listing_reader.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

// Counts rows of one table, those of one account or all.
class counter {
public:
    counter(soci::session& s, std::optional<std::int64_t> account) : s_(s), account_(account) {}

    std::int64_t count(const std::string& table, const std::string& which, std::initializer_list<sql::value> given = {})
    {
        sql::conditions where;
        if (account_) where.add("account = :account", {*account_});
        where.add(which, given);
        const std::int64_t found = sql::counted(s_, "FROM " + table + ' ' + where.text, where.given, most_counted);
        exact_ = exact_ && found <= most_counted;
        return found;
    }
    [[nodiscard]] bool exact() const { return exact_; }

private:
    soci::session& s_;
    std::optional<std::int64_t> account_;
    bool exact_ = true;
};

int number_of(listing_phase p)
{
    return static_cast<int>(p);
}

}  // namespace

account_overview overview_of(soci::session& s, std::optional<std::int64_t> account)
{
    counter rows(s, account);
    account_overview o;
    o.listings_open = rows.count("listing", "phase = :phase AND confirmed = 1", {number_of(listing_phase::open)});
    o.listings_suspected = rows.count("listing", "phase = :phase", {number_of(listing_phase::suspected)});
    o.listings_unverified =
        rows.count("listing",
                   "phase = :phase AND confirmed = 1 AND (unverified_since IS NOT NULL OR EXISTS (SELECT 1 FROM "
                   "list_verification v WHERE v.blocklist = listing.blocklist AND v.kind = listing.kind AND "
                   "v.unverified_since IS NOT NULL))",
                   {number_of(listing_phase::open)});
    o.subjects_pending = rows.count("subject", "removed_at IS NULL AND pending = 1");
    o.delistings_live = rows.count("delisting", "ended_at IS NULL");
    o.delistings_waiting = rows.count("delisting", "ended_at IS NULL AND state = 'awaiting_funds'");
    o.exact = rows.exact();
    return o;
}

counted_news news_since(soci::session& s, std::optional<std::int64_t> account, sys_seconds since)
{
    sql::conditions where;
    if (account) where.add("account = :account", {*account});
    where.add("at >= :since", {since});
    where.given.emplace_back(most_counted + 1);
    counted_news told;
    std::int64_t all = 0;
    sql::for_each<std::string, std::int64_t>(s,
                                             "SELECT kind, COUNT(*) FROM (SELECT kind FROM outbox " + where.text +
                                                 " LIMIT :count) AS some GROUP BY kind ORDER BY kind",
                                             where.given, [&](auto kind, auto number) {
                                                 all += number;
                                                 told.kinds.emplace(std::move(kind), number);
                                             });
    told.exact = all <= most_counted;
    return told;
}

staff_overview overview_of_staff(soci::session& s)
{
    counter rows(s, std::nullopt);
    staff_overview o;
    o.tasks_open = rows.count("staff_task", "state = 'open'");
    o.tasks_claimed = rows.count("staff_task", "state = 'claimed'");
    o.oldest_task_at =
        sql::only<std::optional<sys_seconds>>(s, "SELECT MIN(created_at) FROM staff_task WHERE state = 'open'")
            .value_or(std::nullopt);
    o.mass_changes = rows.count("mass_change", "decision IS NULL");
    o.mass_ends = open_mass_ends(s);
    o.adjustments = rows.count("adjustment", "state = 'proposed'");
    o.payments_disputed = rows.count("payment", "state = 'disputed'");
    o.webhooks_failing = rows.count("webhook", "off_at IS NULL AND failing_since IS NOT NULL");
    return o;
}

}  // namespace offlist::store
