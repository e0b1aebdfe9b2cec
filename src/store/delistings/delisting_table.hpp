// delisting_table.hpp: paid delisting jobs and the work they make for staff. State, money, notices and tasks move in
// one transaction.
//
// For work of the database, on its thread: `db.write([order, policy](soci::session& s) { … })`. What they throw is what
// SOCI throws; then nothing was written. Every function takes the time from its caller.
#pragma once
#include <billing/posting.hpp>
#include <cstdint>
#include <delisting/transition.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/engine/session.hpp"
#include "store/money/ledger_table.hpp"

namespace offlist::store {

struct delisting_order {
    std::int64_t account = 0;
    std::string subject;  ///< canonical text
    std::string blocklist;
    std::int64_t listing = 0;
    money fee;                         ///< the price
    std::vector<std::string> terms{};  ///< as quoted
    removal_method method = removal_method::web_form;
    std::string url;
    std::chrono::seconds deadline{0};
    std::chrono::sys_seconds at{};
    std::string actor = "customer";  ///< for its history
    std::int64_t again_of = 0;       ///< the paid job that this one repeats for free; 0: none
};

struct placed_order {
    bool accepted = false;  ///< false: another job for this subject on this list is live; nothing was written
    job what;               ///< when accepted: `held`, or `awaiting_funds` when the funds do not cover the fee
};

/// Places an order: job, hold, notice and task. Two live jobs for one subject on one list cannot be (a unique index).
[[nodiscard]] placed_order place_order(soci::session& s, const delisting_order& order, const delisting_policy& policy);

[[nodiscard]] std::optional<job> find_job(soci::session& s, std::int64_t id);
/// The removal that was paid, and succeeded, and after which the listing came within the time that the policy gives:
/// the next job for it is free, once. 0: none.
[[nodiscard]] std::int64_t find_repeatable(soci::session& s, std::int64_t listing, const delisting_policy& policy);
/// The one that is under way for this subject on this list, whoever ordered it.
[[nodiscard]] std::optional<job> find_live_job(soci::session& s, const std::string& subject,
                                               const std::string& blocklist);

struct applied_event {
    std::optional<refused_event> refused;  ///< set: nothing was written
    job now;
    std::vector<std::int64_t> started{};  ///< jobs that waited, and that the fee was held for when it came back
};
/// What next() makes of the job, written; where that gives its fee back, the account's waiting jobs start, oldest
/// first. `actor` and `note` go into its history. None: no such job.
[[nodiscard]] std::optional<applied_event> apply(soci::session& s, std::int64_t id, const any_job_event& e,
                                                 std::chrono::sys_seconds at, const delisting_policy& policy,
                                                 const std::string& actor, const std::string& note = {});

/// Waiting orders, one an account and currency, whose funds are there and whose quote is old (quote_is_old()): nothing
/// starts them by itself, nor any behind them.
[[nodiscard]] std::vector<job> old_orders(soci::session& s, std::chrono::sys_seconds at,
                                          const delisting_policy& policy);
/// Starts such an order, and those that waited behind it. False: its funds are gone meanwhile, or a restored store
/// waits for staff (restore/lives.hpp).
[[nodiscard]] bool start_old_order(soci::session& s, const job& quoted_anew, std::chrono::sys_seconds at,
                                   const delisting_policy& policy);

/// An answer, a message, a form: kept for ever. `kind` is sent, received or answer; `content` JSON.
void keep_evidence(soci::session& s, std::int64_t delisting, const std::string& kind, const std::string& content,
                   std::chrono::sys_seconds at);

/// Starts the account's waiting jobs, oldest first, as far as the funds go, but for what is frozen of them. `in`: the
/// currency of the money that came; it is of no use to jobs in another one, which keep none of these waiting. Those
/// that started; while a restored store waits for staff, or the books do not balance, none. One that was ordered before
/// the store was restored becomes uncertain as it starts.
std::vector<std::int64_t> start_waiting(soci::session& s, std::int64_t account, currency in,
                                        std::chrono::sys_seconds at, const delisting_policy& policy);

/// The same for every account: staff has confirmed a restored store, or the books balance again.
void start_all_waiting(soci::session& s, std::chrono::sys_seconds at, const delisting_policy& policy);

/// Credits a payment, then starts the account's waiting jobs, oldest first, as far as the funds go.
receipt_outcome receive_payment(soci::session& s, const receipt& r, const delisting_policy& policy);
/// The same for an adjustment by staff. False: the funds do not cover it.
[[nodiscard]] parsed<bool> adjust_funds(soci::session& s, const adjustment& a, const delisting_policy& policy);

}  // namespace offlist::store
