// ways_to_pay.hpp: what an amount comes to by each method of payment that can be used here.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <string>
#include <vector>

#include "billing/payment.hpp"
#include "billing/price_book.hpp"

namespace offlist {

/// A method that a gateway takes here.
struct way_to_pay {
    payment_method method = payment_method::card;
    std::string gateway;         ///< stripe, btcpay …
    std::int64_t per_mille = 0;  ///< surcharge, of the price book; a method that it does not name costs none
};

/// What somebody pays who wants `amount` to reach his funds.
struct way_total {
    payment_method method = payment_method::card;
    money amount;
    std::int64_t surcharge = 0;  ///< cents
    [[nodiscard]] money total() const { return {amount.cents + surcharge, amount.in}; }
};

/// Requires 0 ≤ amount ≤ largest_amount.
[[nodiscard]] std::vector<way_total> totals_of(const money& amount, const std::vector<way_to_pay>& ways,
                                               const price_book& book);
/// `37.63 USD by card, 35.00 USD in BTC or LTC`; empty for no ways.
[[nodiscard]] std::string in_words(const std::vector<way_total>& totals);
/// What people know the method by: `Visa`, `Mastercard` … for a card, `Bitcoin` for btc.
[[nodiscard]] std::vector<std::string> brands_of(payment_method m);

}  // namespace offlist
