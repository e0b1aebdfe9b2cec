// reconciler.hpp: once a day everything that each gateway has had is held against the books.
//
//   due ─► its list since the last time ─► each payment of it, and each of ours that it does not tell of ─► the report
//    ▲          │ no answer                     what no webhook told is mended; what stays different is told
//    └── 1 h ───┘
//
// A loop of the daemon, on the executor's thread of the gateways. Money moves by the same path as for webhooks, so what
// is cut off in between is found by the next one; only the report of it is lost then.
#pragma once
#include <billing/payment_gateway.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <map>
#include <set>
#include <store/money/payment_table.hpp>
#include <store/money/reconciliation_table.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "services/payments/payment_observer.hpp"

namespace offlist::services {

class payment_service;

class reconciler {
public:
    /// All outlive this.
    reconciler(store::database& db, const clock& time, payment_service& payments, payment_observer& observer)
        : db_(db), time_(time), payments_(payments), observer_(observer)
    {
    }

    /// Those gateways whose day has come. What was in the way, for a person; empty: nothing.
    [[nodiscard]] boost::asio::awaitable<std::string> run();

private:
    /// One reconciliation while it lasts.
    struct round {
        payment_gateway& with;
        store::reconciliation is;
        std::set<std::string> seen;  ///< payments that the gateway told of
        std::vector<store::difference> differences;
        std::string trouble;  ///< it must be tried again
    };

    [[nodiscard]] boost::asio::awaitable<std::string> reconcile(payment_gateway& with, std::chrono::sys_seconds from);
    [[nodiscard]] boost::asio::awaitable<void> ask(round& r, std::string id, bool ours);
    [[nodiscard]] boost::asio::awaitable<void> hold_against(round& r, payment_report said);
    [[nodiscard]] boost::asio::awaitable<void> compare(round& r, payment_report said, store::recorded_report done);
    [[nodiscard]] boost::asio::awaitable<void> ask_own(round& r, bool listed);

    store::database& db_;
    const clock& time_;
    payment_service& payments_;
    payment_observer& observer_;
    std::map<std::string, std::chrono::sys_seconds, std::less<>> not_before_;  ///< of those that failed
};

}  // namespace offlist::services
