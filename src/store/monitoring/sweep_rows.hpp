// sweep_rows.hpp: sweep records in the database; for the tables of this room.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <monitor/monitor_store.hpp>
#include <string>
#include <vector>

#include "store/engine/sql.hpp"

namespace offlist::store {

/// `rest`: what follows FROM sweep.
[[nodiscard]] std::vector<sweep_record> select_sweeps(soci::session& s, const std::string& rest, sql::parameters given);
/// Begins one (id 0) or brings it up to date; its id.
std::int64_t write_sweep(soci::session& s, const sweep_record& r);

}  // namespace offlist::store
