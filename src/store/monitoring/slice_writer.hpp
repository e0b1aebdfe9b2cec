// slice_writer.hpp: what one slice of the sweep changed but for its steps (step_writer.hpp), into the database; for
// sql_monitor_store.cpp alone.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <monitor/monitor_store.hpp>
#include <span>

#include "store/engine/session.hpp"

namespace offlist::store {

/// Of listings that are live and stand in the same state only. What is said twice counts as it was said last, here and
/// in write_positions().
void write_touches(soci::session& s, std::span<const listing_touch> touches);
void write_positions(soci::session& s, std::span<const round_position> positions);
void write_verification(soci::session& s, const list_verification& v);
void write_health(soci::session& s, const health_change& h);

}  // namespace offlist::store
