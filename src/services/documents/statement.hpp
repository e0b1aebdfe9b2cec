// statement.hpp: use case: what happened to an account's funds in a period, in the words of its customer.
//
// Work of the database that only reads, on its thread; statement_text() is pure.
#pragma once
#include <billing/money.hpp>
#include <billing/price_book.hpp>
#include <chrono>
#include <cstdint>
#include <documents/document.hpp>
#include <offlist/problem.hpp>
#include <store/engine/session.hpp>
#include <string>
#include <vector>

namespace offlist::services {

/// More lines than that are refused: a narrower period is another statement.
inline constexpr int most_statement_lines = 10'000;

struct statement_line {
    std::chrono::sys_seconds at{};
    std::string what;          ///< `Payment pay_1 by card`
    std::string reference;     ///< pay_1, del_7; empty for an adjustment
    std::int64_t cents = 0;    ///< above zero: the funds grew
    std::int64_t balance = 0;  ///< after it
};

struct account_statement {
    std::int64_t account = 0;
    std::string customer;  ///< its name; empty when it was destroyed
    currency in;
    std::chrono::sys_seconds from{};    ///< the first moment that belongs to it
    std::chrono::sys_seconds until{};   ///< the first that does not any more
    std::int64_t opening = 0;           ///< cents
    std::int64_t closing = 0;           ///< opening and all lines
    std::int64_t held = 0;              ///< at the end, for delistings under way: not in `closing`
    std::vector<statement_line> lines;  ///< oldest first
};

struct take_statement {
    std::int64_t account = 0;
    currency in;
    std::chrono::sys_seconds from{};
    std::chrono::sys_seconds until{};

    /// Problem: more lines than fit.
    [[nodiscard]] parsed<account_statement> operator()(soci::session& s) const;
};

/// As a document in the name of `by`.
[[nodiscard]] documents::document statement_text(const account_statement& s, const seller& by);

/// `-35.00`
[[nodiscard]] std::string signed_text(std::int64_t cents);

}  // namespace offlist::services
