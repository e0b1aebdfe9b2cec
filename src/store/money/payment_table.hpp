// payment_table.hpp: payments into accounts' funds. State, money and notices move in one transaction.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work of the database; they take the time from their caller and throw what SOCI
// throws.
#pragma once
#include <billing/payment_schedule.hpp>
#include <billing/payment_transition.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <delisting/policy.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

/// The Idempotency-Key of the request that a payment was made for: one payment for one key of one token or person.
struct payment_key {
    std::int64_t token = 0;
    std::int64_t person = 0;
    std::string key;
};

/// What must be known to write down what a gateway said.
struct payment_rules {
    payment_policy schedule;
    delisting_policy delisting;  ///< jobs that wait for funds start with the money
};

/// What a report has come to.
struct recorded_report {
    std::optional<payment> now;  ///< none: the payment is not ours
    payment_state before = payment_state::created;
    std::int64_t credited = 0;   ///< cents, surcharge included, to whatever account
    std::int64_t surcharge = 0;  ///< of these
    bool to_suspense = false;    ///< these
    std::int64_t taken = 0;      ///< cents that claims took; below zero: gave back
    /// Cents that claims now take, or are new and want, of money that is nobody's. Suspense gives them, also when staff
    /// has moved that money on: then it is the host who pays.
    std::int64_t suspense_gave = 0;
    std::int64_t suspense_wanted = 0;
};

/// What the books have of a payment in a gateway's list.
struct known_payment {
    std::optional<payment> now;  ///< none: not ours, or not known by the gateway's id yet
    bool all_received = false;   ///< there is nothing more to credit
};

struct moved_payment {
    payment now;
    payment_state before = payment_state::created;  ///< the same as now: nothing was written
};

struct added_payment {
    payment is;
    bool fresh = false;     ///< false: it was written for the same key before
    bool too_many = false;  ///< so many of the account are open that nothing was written
};

struct payment_detail {
    payment what;
    std::vector<claim> claims;  ///< by their gateway's ids
};

class payment_table {
public:
    explicit payment_table(database& db) : db_(db) {}

    /// Newest first; of one account, or of all; of one of these states, or of all when there are none.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<payment>>> page(std::optional<std::int64_t> account,
                                                                        std::vector<payment_state> states,
                                                                        page_request which);
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<payment_detail>>> detail(std::int64_t id);

    /// Writes a new one (`p.id` is not looked at, and its nonce is made here), or finds the one that was written for
    /// the same key. A key is free again after idempotency_kept, or when its payment was refused. None: there is no
    /// such account, or it is not active any more. At most policy.open_per_account are open at once.
    [[nodiscard]] static std::optional<added_payment> add(soci::session& s, payment p,
                                                          const std::optional<payment_key>& key,
                                                          const payment_policy& policy);
    [[nodiscard]] static std::optional<payment> find(soci::session& s, std::int64_t id);
    [[nodiscard]] static std::optional<payment_detail> detail(soci::session& s, std::int64_t id);

    /// Everything that follows from what a gateway said: the payment is found by the gateway's id or by its reference,
    /// its state, its money and the claims on it move, jobs that wait for the money start. What nobody can be matched
    /// to goes to suspense, and what comes twice is credited once. While its claims could not be read (`unread`) the
    /// money is booked and starts nothing: a payer may want it back. It is looked at again, and the first report that
    /// tells all starts what waits.
    static recorded_report record(soci::session& s, const std::string& gateway, const payment_report& r,
                                  const std::string& actor, std::chrono::sys_seconds at, const payment_rules& rules);
    [[nodiscard]] static known_payment known(soci::session& s, const std::string& gateway, const payment_report& r);
    /// given_up() of a payment, written; none: there is no such payment.
    static std::optional<moved_payment> give_up(soci::session& s, std::int64_t id, payment_state to,
                                                const std::string& reason, std::chrono::sys_seconds at,
                                                const payment_policy& policy);

    /// Those whose time has come, at most `limit`, the longest due first.
    [[nodiscard]] static std::vector<payment> due(soci::session& s, std::chrono::sys_seconds now, int limit);
    /// The account's open ones are due at once; how many they are.
    static std::int64_t look_now(soci::session& s, std::int64_t account, std::chrono::sys_seconds now);
    /// It was looked at, with or without success: the next look is later.
    static void looked(soci::session& s, std::int64_t id, std::chrono::sys_seconds now, const payment_policy& policy);

private:
    database& db_;
};

}  // namespace offlist::store
