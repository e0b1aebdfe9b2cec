// money.hpp: amounts of money: whole cents and a currency, never a floating-point number.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <array>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist {

/// A currency by its three letters (ISO 4217). Only currencies with two decimals exist here: an amount is in cents.
struct currency {
    std::array<char, 3> letters{'X', 'X', 'X'};  ///< XXX: no currency
    [[nodiscard]] std::string_view view() const { return {letters.data(), letters.size()}; }
    auto operator<=>(const currency&) const = default;
};

/// `USD`. Problems: not three capital letters, a currency that does not have two decimals.
[[nodiscard]] parsed<currency> parse_currency(std::string_view text);

struct money {
    std::int64_t cents = 0;
    currency in{};
    bool operator==(const money&) const = default;
};

/// No single amount is larger, in cents: ten billion. Sums of nine million such amounts still fit 64 bits.
inline constexpr std::int64_t largest_amount = 1'000'000'000'000;

/// None when the sum (the difference) does not fit.
[[nodiscard]] std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b);
[[nodiscard]] std::optional<std::int64_t> checked_subtract(std::int64_t a, std::int64_t b);

/// `35.00 USD`, `-0.05 USD`: for people.
[[nodiscard]] std::string to_string(const money& m);

/// Cents from `35.00`: digits, a point and exactly two digits, from 0.00 to the largest amount. Problems: anything
/// else.
[[nodiscard]] parsed<std::int64_t> parse_cents(std::string_view text);

}  // namespace offlist
