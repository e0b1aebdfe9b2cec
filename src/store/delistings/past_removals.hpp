// past_removals.hpp: what jobs have come to that ended by the operator's doing.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <delisting/track_record.hpp>
#include <offlist/blocklist.hpp>
#include <string>
#include <vector>

#include "store/engine/session.hpp"

namespace offlist::store {

/// Of this list, asked this way; the newest two hundred, since ways change. `now` tells whose window is over.
[[nodiscard]] std::vector<past_removal> past_removals(soci::session& s, const std::string& blocklist,
                                                      removal_method method, std::chrono::sys_seconds now);

}  // namespace offlist::store
