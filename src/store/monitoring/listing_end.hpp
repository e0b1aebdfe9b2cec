// listing_end.hpp: what becomes of listings whose subject is no longer monitored; for the tables of this room.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "store/engine/session.hpp"

namespace offlist::store {

/// Ends the live listings of `account` on subjects with keys from `first` to `last`: nobody asks any more, so a
/// confirmed one is closed and a suspicion dismissed, and the history says "removed". No event: the list did not say
/// so.
void end_listings(soci::session& s, std::int64_t account, const std::string& first, const std::string& last,
                  std::chrono::sys_seconds at);

}  // namespace offlist::store
