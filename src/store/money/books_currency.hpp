// books_currency.hpp: in which currency the price book sells, so that a change of it does not hide anybody's money.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <billing/money.hpp>
#include <offlist/problem.hpp>
#include <optional>

#include "store/engine/session.hpp"

namespace offlist::store {

/// Why the price book may not be in this currency from now on: it was in another one, and in that there are funds, fees
/// that are held, payments that can still be paid or orders that wait for money, with which nothing could be ordered
/// any more, and nobody would be told. None: it may.
[[nodiscard]] std::optional<problem> why_not_sell_in(soci::session& s, currency in);
/// It is, from now on.
void sells_in(soci::session& s, currency in);

}  // namespace offlist::store
