// ledger_rows.hpp: transfers as they come out of their table.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <billing/transfer.hpp>
#include <functional>
#include <offlist/problem.hpp>

#include "store/engine/sql.hpp"

namespace offlist::store {

/// Calls `each` for every transfer that `rest` ("WHERE … ORDER BY …") selects, with its id. A problem: the row holds
/// what no transfer holds; only somebody who wrote past this program can have put it there.
void for_each_transfer(soci::session& s, const std::string& rest, sql::parameters given,
                       const std::function<void(parsed<transfer>, std::int64_t)>& each);

/// XXX for a text that is none.
[[nodiscard]] currency stored_currency(const std::string& text);

}  // namespace offlist::store
