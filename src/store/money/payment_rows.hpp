// payment_rows.hpp: payments as rows; for the tables of this room.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <billing/payment.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine/sql.hpp"

namespace offlist::store {

/// `rest`: WHERE and what follows.
[[nodiscard]] std::vector<payment> select_payments(soci::session& s, const std::string& rest, sql::parameters given);
/// Everything of it that can change, but its dispute and when it is looked at.
void update_payment(soci::session& s, const payment& p);
void add_payment_change(soci::session& s, std::string_view from, const payment& now, const std::string& actor,
                        const std::string& note);

}  // namespace offlist::store
