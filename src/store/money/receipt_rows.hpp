// receipt_rows.hpp: which receipts belong to one payment of a gateway.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <billing/money.hpp>
#include <cstdint>
#include <string>

#include "store/engine/session.hpp"

namespace offlist::store {

/// The condition under which a row of `receipts` is of the payment that its gateway knows by `id`, the SQL of a text:
/// ID for what came first, ID+CENTS (receipt_id()) for what came later. A range, so that an index is of use; a comma
/// follows the plus sign.
[[nodiscard]] std::string receipts_of(const std::string& receipts, const std::string& id);

/// The statement of received_before(), with :id, :gateway and :currency.
[[nodiscard]] const std::string& received_text();
/// What the ledger has of a gateway's payment in one currency: cents, the surcharge included.
[[nodiscard]] std::int64_t received_before(soci::session& s, const std::string& gateway, const std::string& external_id,
                                           currency in);

}  // namespace offlist::store
