// reconciler.hpp: once a day everything that each gateway has had is held against the books.
//
//   due ─► its list since the last time ─► what claims belong to, its payments, ours that it does not tell of ─► report
//    ▲          │ no answer, then or later      what no webhook told is mended; what stays different is told
//    └── 1 h ───┘
//
// A loop of the daemon, on the executor's thread of the gateways. Money moves by the same path as for webhooks, and
// only by an answer that tells the claims with it. One that fails late tells what it has found, and the next one begins
// where it did; what a crash cuts off is found by the next one, and only the report of it is lost.
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
        std::chrono::sys_seconds began;
        bool last = true;  ///< it ends now; else another one follows
        store::reconciliation is;
        std::set<std::string> seen{};   ///< payments that the gateway told of
        std::set<std::string> asked{};  ///< about these alone, their claims included
        std::vector<store::difference> differences{};
        std::vector<store::difference> refused{};  ///< what it would not tell, which may be for want of a right
        bool answered = false;                     ///< its key is good for something
        std::string trouble{};                     ///< it must be tried again
    };

    /// As many as it takes until now. What was in the way.
    [[nodiscard]] boost::asio::awaitable<std::string> catch_up(payment_gateway& with);
    [[nodiscard]] boost::asio::awaitable<std::string> reconcile(payment_gateway& with, std::chrono::sys_seconds from,
                                                                std::chrono::sys_seconds until, bool last);
    [[nodiscard]] boost::asio::awaitable<std::string> conclude(round r);
    [[nodiscard]] boost::asio::awaitable<void> take_from_list(round& r, payment_report said);
    /// `if_unknown`: the difference when the gateway does not know it; empty: none.
    [[nodiscard]] boost::asio::awaitable<void> ask(round& r, std::string id, std::string if_unknown);
    [[nodiscard]] boost::asio::awaitable<void> hold_against(round& r, payment_report said);
    [[nodiscard]] boost::asio::awaitable<void> compare(round& r, payment_report said, store::recorded_report done);
    [[nodiscard]] boost::asio::awaitable<void> ask_own(round& r, bool listed);

    store::database& db_;
    const clock& time_;
    payment_service& payments_;
    payment_observer& observer_;
    std::map<std::string, std::chrono::sys_seconds, std::less<>> not_before_;  ///< of those that failed
    std::map<std::string, std::set<std::string>> told_;  ///< unexplained by those that failed, until one does not
};

}  // namespace offlist::services
