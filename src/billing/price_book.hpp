// price_book.hpp: what things cost, from prices.toml: no fee and no rate is a number in the code.
//
// Values and pure functions; safe from any thread. Read as a whole or not at all.
#pragma once
#include <cstdint>
#include <map>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "billing/money.hpp"

namespace offlist {

/// The product that this program sells.
inline constexpr std::string_view delisting_product = "delisting";

/// In whose name receipts, reports and statements are issued: [company] of the configuration.
struct seller {
    std::string name;
    std::string address;  ///< lines
    std::string tax_id;   ///< as the law of its country writes it, such as `VAT FR00123456789`
    bool operator==(const seller&) const = default;
};

/// What one person may adjust without a second, in cents either way; none: any amount.
struct adjusting_bounds {
    std::optional<std::int64_t> staff;
    std::optional<std::int64_t> admin;
    bool operator==(const adjusting_bounds&) const = default;
};

struct price_book {
    currency in;
    std::map<std::string, std::int64_t, std::less<>> fees;       ///< product → cents, above zero
    std::map<std::string, std::int64_t, std::less<>> surcharge;  ///< method of payment → per mille, 0 to 1000
    std::map<std::string, std::vector<std::string>, std::less<>>
        terms;  ///< product → sentences shown before it is paid

    /// None for a product that is not sold.
    [[nodiscard]] std::optional<money> fee(std::string_view product) const;
};

/// What paying `amount` by `method` costs on top, in cents, rounded half up to the cent: (cents × per mille + 500) /
/// 1000. None for a method that the book does not know. Requires 0 ≤ amount ≤ largest_amount.
[[nodiscard]] std::optional<std::int64_t> surcharge(std::int64_t amount, std::string_view method,
                                                    const price_book& book);

/// Reads the text of a price book; `file` is for messages. Problems, each with its line: no valid TOML, an unknown key
/// (names the nearest), a fee that is no amount in quotes, no fee or no terms for a delisting, no [surcharge], a rate
/// out of range.
[[nodiscard]] loaded<price_book> parse_price_book(std::string_view text, const std::string& file);

}  // namespace offlist
