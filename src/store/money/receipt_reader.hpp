// receipt_reader.hpp: money that gateways say they received, as it is shown: whose it is, or that nobody knows.
//
// Read from the ledger, where a receipt is a transfer and, with a surcharge, two. For work of the database, on its
// thread; throws what SOCI throws.
#pragma once
#include <billing/money.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>

#include "store/engine/page.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

struct shown_receipt {
    std::int64_t transfer = 0;  ///< its number in the ledger
    std::string gateway;
    std::string external_id;                ///< what the gateway calls it
    std::optional<std::int64_t> account{};  ///< none: it matched no payment, and lies in suspense
    money amount;                           ///< without the surcharge
    std::int64_t surcharge = 0;             ///< cents
    std::chrono::sys_seconds at{};
};

struct receipt_filter {
    std::optional<bool> matched;
    std::optional<std::int64_t> account;
};

/// Newest first. Problem: the cursor.
[[nodiscard]] parsed<page_of<shown_receipt>> receipt_page(soci::session& s, const receipt_filter& filter,
                                                          const page_request& which);

}  // namespace offlist::store
