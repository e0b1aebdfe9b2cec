// payment_service.hpp: payments between customers, gateways and the store: opening them, hearing of them, looking after
// them.
//
// Two use cases, open() and hear(), and a loop of the daemon, look_after(), in one object, because all three need the
// gateways. On the executor's thread of its gateways. Refusals and failures are values. Whatever it is doing may be cut
// off at any point, by a crash too: what is under way is in the store, and the next look goes on with it.
#pragma once
#include <billing/payment_gateway.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/clock.hpp>
#include <cstdint>
#include <delisting/policy.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <store/money/delivery_table.hpp>
#include <store/money/payment_table.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "services/payments/payment_observer.hpp"

namespace offlist::services {

struct payment_options {
    payment_policy schedule;
    std::optional<std::int64_t> least{};  ///< cents of one payment, without the surcharge; none: the cheapest fee
    std::optional<std::int64_t> most{};   ///< none: no bound but that of all amounts
    std::function<delisting_policy()> delisting;  ///< as it is now: jobs that wait for money start by it
};

/// What a customer wants to pay.
struct payment_wish {
    std::int64_t account = 0;
    payment_method method = payment_method::card;
    money amount;                ///< within the bounds of the options
    std::int64_t surcharge = 0;  ///< cents on top, by the price book
    std::optional<store::payment_key> key;
};

enum class opening : std::uint8_t {
    opened,      ///< the customer can pay; or the state tells why not any more
    no_account,  ///< there is none, or it is not active
    differs,     ///< the key was used for another wish
    too_many,    ///< as many of the account's are open as may be
    refused,     ///< the gateway does not want it; it is invalid
    later,       ///< the gateway or the store did not answer: the same wish with the same key goes on with it
};
struct opened_payment {
    opening what = opening::later;
    payment is;           ///< with opened and refused
    std::string why;      ///< with refused and later
    bool silent = false;  ///< with later: the gateway answered nothing, so that it need not be asked about others
};

enum class heard : std::uint8_t {
    done,     ///< 200
    refused,  ///< 400: not the gateway's, or no event
    failed,   ///< 503: ours to mend; it is to be sent again, and we shall ask by ourselves as well
};

class payment_service {
public:
    /// All outlive this.
    payment_service(store::database& db, const clock& time, std::vector<std::unique_ptr<payment_gateway>> gateways,
                    payment_options options, payment_observer& observer);

    /// Those that somebody takes, in the order of the enumeration.
    [[nodiscard]] std::vector<payment_method> methods() const;
    [[nodiscard]] payment_gateway* gateway_for(payment_method m) const;
    [[nodiscard]] payment_gateway* gateway(std::string_view name) const;
    [[nodiscard]] const payment_options& options() const { return options_; }

    /// Requires a gateway for the method. The payment is written down before its gateway hears of it.
    [[nodiscard]] boost::asio::awaitable<opened_payment> open(payment_wish wish);
    /// A delivery to the webhook of `gateway`.
    [[nodiscard]] boost::asio::awaitable<heard> hear(payment_gateway& from, webhook_delivery d);

    /// What webhooks may have failed to tell: payments whose time for a look has come, and deliveries that we failed
    /// to act on. At most a bounded number of each; how many there were.
    [[nodiscard]] boost::asio::awaitable<int> look_after();
    /// Writes down what a gateway has said of a payment, and tells of it. None: the store could not be written.
    [[nodiscard]] boost::asio::awaitable<std::optional<store::recorded_report>> record(std::string gateway,
                                                                                       payment_report said,
                                                                                       std::string actor);
    [[nodiscard]] const std::vector<std::unique_ptr<payment_gateway>>& gateways() const { return gateways_; }
    /// Deliveries that were acted on long ago are forgotten.
    [[nodiscard]] boost::asio::awaitable<void> keep_house();

private:
    enum class asked : std::uint8_t { done, failed, silent };
    /// Gateways that did not answer in this round: who does not would only keep the others waiting.
    using silent_ones = std::set<std::string, std::less<>>;

    [[nodiscard]] boost::asio::awaitable<opened_payment> finish(payment_gateway& with, payment p, bool again);
    [[nodiscard]] boost::asio::awaitable<asked> act_on(payment_gateway& from, webhook_hint hint);
    [[nodiscard]] boost::asio::awaitable<void> take_up(store::open_delivery d, silent_ones& silent);
    [[nodiscard]] boost::asio::awaitable<int> take_up_deliveries(silent_ones& silent);
    [[nodiscard]] boost::asio::awaitable<asked> look_at(payment_gateway& with, payment p);
    [[nodiscard]] boost::asio::awaitable<int> look_at_due(silent_ones& silent);
    /// Asks its gateway about one that it knows; one that nobody is to pay any more is closed there.
    [[nodiscard]] boost::asio::awaitable<gateway_answer> ask_about(payment_gateway& with, const payment& p, bool left);
    [[nodiscard]] boost::asio::awaitable<bool> has_left(std::int64_t account);
    [[nodiscard]] boost::asio::awaitable<void> put_off(std::int64_t id);
    /// The payment as it is now; none: it is not known.
    [[nodiscard]] boost::asio::awaitable<std::optional<payment>> give_up(std::int64_t id, payment_state to,
                                                                         std::string reason);

    store::database& db_;
    const clock& time_;
    std::vector<std::unique_ptr<payment_gateway>> gateways_;
    payment_options options_;
    payment_observer& observer_;
};

}  // namespace offlist::services
