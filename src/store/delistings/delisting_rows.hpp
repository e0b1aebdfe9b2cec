// delisting_rows.hpp: jobs to and from their table; for the files of this room that change them.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <delisting/transition.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/engine/sql.hpp"

namespace offlist::store {

/// Those that `rest` ("WHERE … ORDER BY …") selects.
[[nodiscard]] std::vector<job> select_jobs(soci::session& s, const std::string& rest, sql::parameters given);
/// Gives the job its id. `price`: what it costs, or would cost where it is free. False: another live one stands in its
/// way, or another one that repeats the same job.
[[nodiscard]] bool insert_job(soci::session& s, job& j, std::int64_t price);
void update_job(soci::session& s, const job& j);

}  // namespace offlist::store
