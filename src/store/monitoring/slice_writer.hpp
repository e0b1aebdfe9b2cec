// slice_writer.hpp: what one slice of the sweep changed, into the database; for sql_monitor_store.cpp alone.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <monitor/monitor_store.hpp>

#include "store/engine/session.hpp"

namespace offlist::store {

[[nodiscard]] step_result write_step(soci::session& s, const listing_step& step, std::chrono::sys_seconds at);
void write_touch(soci::session& s, const listing_touch& touch);
void write_position(soci::session& s, const round_position& p);
void write_verification(soci::session& s, const list_verification& v);
void write_health(soci::session& s, const health_change& h);

}  // namespace offlist::store
