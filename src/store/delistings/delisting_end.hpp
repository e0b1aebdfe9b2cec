// delisting_end.hpp: paid jobs that lose their ground: the listing is over, the account has left, its data is
// destroyed.
//
// For work of the database, on its thread; forget_destroyed() from any thread, as the database.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <delisting/transition.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <vector>

#include "store/accounts/audit_log.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

class database;

/// A job for which nothing was sent, and nothing needs to be: its listing is over. A listing whose row is gone counts
/// as no longer monitored.
struct groundless_job {
    std::int64_t id = 0;
    any_job_event end;  ///< what ends it
};
[[nodiscard]] std::vector<groundless_job> groundless_jobs(soci::session& s);
/// None: the job has its ground, or something was sent for it.
[[nodiscard]] std::optional<groundless_job> groundless(soci::session& s, std::int64_t delisting);

/// Cancels the jobs of a terminated account for which nothing was sent; how many.
std::int64_t cancel_unsent(soci::session& s, std::int64_t account, const actor& by);

/// Of the account's ended jobs, nothing stays but what the ledger leads to: subject, link, notes, history and evidence
/// go. For an account whose data is being destroyed.
void forget_ended(soci::session& s, std::int64_t account);
/// The same for jobs that ended after the data of their account had been destroyed; of how many accounts.
boost::asio::awaitable<parsed<std::size_t>> forget_destroyed(database& db);

}  // namespace offlist::store
