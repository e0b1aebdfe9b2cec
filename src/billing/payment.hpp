// payment.hpp: one payment into an account's funds, from the wish to pay to its last state.
//
// Values only; safe from any thread. It changes through next() (payment_transition.hpp) and nowhere else.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "billing/money.hpp"

namespace offlist {

/// By the names of the outer interface.
enum class payment_method : std::uint8_t { card, btc, bch, ltc, doge, xmr };
inline constexpr int payment_methods = 6;
[[nodiscard]] std::string_view to_string(payment_method m);
[[nodiscard]] std::optional<payment_method> parse_payment_method(std::string_view text);

/// In the order of their rank: a payment never goes back to one that stands before its own.
enum class payment_state : std::uint8_t {
    created,   ///< written down; whether the gateway knows it is not certain
    pending,   ///< the customer may pay
    expired,   ///< not paid in time
    invalid,   ///< the gateway does not take what came, or does not know the payment
    partial,   ///< some of it was paid, and is in the funds
    late,      ///< all of it was paid, after its time, and is in the funds
    settled,   ///< all of it was paid
    disputed,  ///< the payer wants it back and nobody has decided yet
    won,       ///< all its disputes ended for us
    lost,      ///< a dispute ended against us: the money is gone, from the funds too
};
inline constexpr int payment_states = 10;
[[nodiscard]] std::string_view to_string(payment_state s);
[[nodiscard]] std::optional<payment_state> parse_payment_state(std::string_view text);
/// disputed, won and lost have the same: a payment goes to and fro between them, as its disputes do.
[[nodiscard]] int rank(payment_state s);

struct payment {
    std::int64_t id = 0;
    std::int64_t account = 0;
    payment_method method = payment_method::card;
    std::string gateway;         ///< stripe, btcpay …
    money amount;                ///< for the funds
    std::int64_t surcharge = 0;  ///< cents on top, as they were when it was created
    payment_state state = payment_state::created;
    std::string nonce{};            ///< random, from when it was written down: makes its reference unguessable
    std::string external_id{};      ///< the gateway's; empty until it has answered
    std::string checkout_url{};     ///< where the customer pays
    std::int64_t received = 0;      ///< cents that came so far, the surcharge included; all of them are in the ledger
    std::int64_t charged_back = 0;  ///< cents of these that lost disputes and refunds took
    std::string reason{};           ///< in plain words, where the state needs one
    std::chrono::sys_seconds created_at{};
    std::chrono::sys_seconds changed_at{};
    std::chrono::sys_seconds expires_at{};  ///< the gateway takes no money on time after it

    /// What the customer is asked for.
    [[nodiscard]] money total() const { return {amount.cents + surcharge, amount.in}; }
    bool operator==(const payment&) const = default;
};

/// `pay_12`: what its customer knows the payment by.
[[nodiscard]] std::string order_of(std::int64_t payment);
/// The number behind it; none for what is no order of ours.
[[nodiscard]] std::optional<std::int64_t> payment_of(std::string_view order);

/// `pay_12_9f86d081884c7d65`: what the gateways know it by. The number alone can be guessed, and is given a second time
/// by a store that was restored from an older backup; so money is matched by the whole of it, or not at all.
[[nodiscard]] std::string reference_of(const payment& p);
/// The number in what may be a reference; whether it is that payment's, only the comparison of the whole tells.
[[nodiscard]] std::optional<std::int64_t> payment_of_reference(std::string_view reference);

}  // namespace offlist
