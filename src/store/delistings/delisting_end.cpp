#include "store/delistings/delisting_end.hpp"

#include <accounts/account.hpp>
#include <boost/assert.hpp>
#include <string>

#include "store/delistings/delisting_table.hpp"
#include "store/engine/database.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

std::vector<groundless_job> select_groundless(soci::session& s, const std::string& also, sql::parameters given)
{
    std::vector<groundless_job> found;
    sql::for_each<std::int64_t, bool>(
        s,
        "SELECT d.id, CASE WHEN l.id IS NULL OR 'removed' = (SELECT c.what FROM listing_change c WHERE c.listing = "
        "l.id ORDER BY c.id DESC LIMIT 1) THEN 1 ELSE 0 END FROM delisting d LEFT JOIN listing l ON l.id = d.listing "
        "WHERE d.ended_at IS NULL AND d.state IN ('awaiting_funds', 'held') AND d.listing <> 0 AND "
        "COALESCE(l.live, 0) = 0" +
            also + " ORDER BY d.id",
        std::move(given), [&found](std::int64_t id, bool removed) {
            // the list did not say that it is gone: nobody asks it any more
            if (removed)
                found.push_back(
                    {id, job_event::cancel{"the subject is no longer monitored, so nobody could prove anything"}});
            else
                found.push_back({id, job_event::listing_ended{}});
        });
    return found;
}

}  // namespace

std::vector<groundless_job> groundless_jobs(soci::session& s)
{
    return select_groundless(s, "", {});
}

std::optional<groundless_job> groundless(soci::session& s, std::int64_t delisting)
{
    auto found = select_groundless(s, " AND d.id = :id", {delisting});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::int64_t cancel_unsent(soci::session& s, std::int64_t account, const actor& by)
{
    // Those that wait go first, the newest before the oldest, or a fee that comes back would start them.
    const auto unsent =
        sql::rows<std::int64_t>(s,
                                "SELECT id FROM delisting WHERE account = :account AND ended_at IS NULL AND "
                                "state IN ('awaiting_funds', 'held') ORDER BY state, id DESC",
                                {account});
    const job_event::cancel why{"the account was terminated before anything was sent"};
    for (const auto& [id] : unsent) {
        // no rule of the policy has a say in a cancellation
        const auto done = apply(s, id, why, by.at, delisting_policy{}, by.who.name);
        BOOST_ASSERT(done && !done->refused);
        audit_log::note(s, by, "delisting.cancel", public_id("del", id));
    }
    return static_cast<std::int64_t>(unsent.size());
}

void forget_ended(soci::session& s, std::int64_t account)
{
    const std::string ended = "(SELECT id FROM delisting WHERE account = :account AND ended_at IS NOT NULL)";
    sql::run(s, "INSERT INTO destruction (account) VALUES (:account)", {account});
    sql::run(s, "DELETE FROM delisting_change WHERE delisting IN " + ended, {account});
    sql::run(s, "DELETE FROM delisting_evidence WHERE delisting IN " + ended, {account});
    sql::run(s, "DELETE FROM destruction WHERE account = :account", {account});
    sql::run(s, "UPDATE staff_task SET note = NULL WHERE delisting IN " + ended, {account});
    sql::run(s, "UPDATE delisting SET subject = '', url = '' WHERE account = :account AND ended_at IS NOT NULL",
             {account});
    // a report names the subject; receipts stay as they were issued
    sql::run(s,
             "UPDATE document SET content = NULL, facts = '{}' WHERE account = :whose AND (series = 'report' OR series "
             "LIKE 'report.%') AND about "
             "IN " +
                 ended,
             {account, account});
    sql::run(s, "DELETE FROM outbox WHERE account = :account", {account});
}

boost::asio::awaitable<parsed<std::size_t>> forget_destroyed(database& db)
{
    auto look = [](soci::session& s) -> parsed<std::vector<std::tuple<std::int64_t>>> {
        return sql::rows<std::int64_t>(s,
                                       "SELECT a.id FROM account a WHERE a.destroyed_at IS NOT NULL AND EXISTS (SELECT "
                                       "1 FROM delisting d WHERE d.account = a.id AND d.ended_at IS NOT NULL AND "
                                       "d.subject <> '')");
    };
    const auto found = co_await db.read(std::move(look));
    if (!found) co_return found.error();
    if (found->empty()) co_return std::size_t{0};
    auto work = [accounts = *found](soci::session& s) -> parsed<std::size_t> {
        for (const auto& [account] : accounts) forget_ended(s, account);
        return accounts.size();
    };
    co_return co_await db.write(std::move(work));
}

}  // namespace offlist::store
