// subject_changes.hpp: what came and went, for the monitor, whoever stored it: this process or a command beside it.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <cstdint>
#include <monitor/monitor_store.hpp>
#include <string>
#include <vector>

#include "store/engine/session.hpp"

namespace offlist::store {

void note_added(soci::session& s, std::int64_t subject, const std::string& text);
/// In the transaction that removes them, and before it ends their listings' time.
void note_removed(soci::session& s, std::int64_t subject);
/// All active ones of `account`.
void note_all_removed(soci::session& s, std::int64_t account);

/// The id of the newest change; 0: there is none. Read before the subjects, or a change between would be lost.
[[nodiscard]] std::int64_t newest_subject_change(soci::session& s);
/// As monitor_store::load_subject_changes().
[[nodiscard]] std::vector<subject_change> subject_changes_after(soci::session& s, std::int64_t after, int most);
void forget_subject_changes(soci::session& s, std::int64_t up_to);
/// Of an account whose data must go, also where nobody has read them yet: then one stands for them that names nothing,
/// and means that all subjects are to be read again.
void destroy_subject_changes(soci::session& s, std::int64_t account);

}  // namespace offlist::store
