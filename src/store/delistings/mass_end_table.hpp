// mass_end_table.hpp: many jobs that would end by one cause at once, and what staff says about it.
//
// One slip (a list missing for a moment, a mistyped cap, a wrong clock) must not end every job for good. Jobs that are
// part of a mass end stay as they are until staff has decided; which jobs those are is in their rows, so a decision
// concerns what staff was shown, and nothing that follows.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/accounts/audit_log.hpp"
#include "store/engine/page.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

/// Why a job would end though no answer about its subject says so.
enum class end_cause : std::uint8_t {
    list_missing,  ///< the catalogue of a process has no such list
    list_retired,  ///< the catalogue says that it closed
    list_broken,   ///< it has failed its own test entries for too long
    hard_cap,      ///< the hard cap has passed
};
inline constexpr int end_causes = 4;
[[nodiscard]] std::string_view to_string(end_cause c);
/// In plain words, as a customer reads why the job ended.
[[nodiscard]] std::string_view words_of(end_cause c);

struct mass_end {
    std::int64_t id = 0;
    end_cause cause = end_cause::list_missing;
    std::int64_t jobs = 0;  ///< that have not ended and are part of it
    std::chrono::sys_seconds began{};
    std::string decision;  ///< end, keep; empty: nobody has decided
    std::optional<std::chrono::sys_seconds> decided_at;
    std::string decided_by;
    std::string reason;
};

/// Puts jobs that have not ended into the mass end of this cause that is not decided, or into a new one.
void stop_ends(soci::session& s, end_cause cause, const std::vector<std::int64_t>& jobs, std::chrono::sys_seconds at);
/// The job has its ground again.
void let_go(soci::session& s, std::int64_t delisting);
/// The causes of the mass ends that jobs under way are part of, by their numbers.
[[nodiscard]] std::map<std::int64_t, end_cause> causes_of_mass_ends(soci::session& s);

[[nodiscard]] std::optional<mass_end> find_mass_end(soci::session& s, std::int64_t id);
/// Newest first; `open_only`: not decided, and with jobs. Problem: the cursor.
[[nodiscard]] parsed<page_of<mass_end>> mass_end_page(soci::session& s, bool open_only, const page_request& which);
/// How many are not decided, and have jobs.
[[nodiscard]] std::int64_t open_mass_ends(soci::session& s);
/// Those of its jobs that have not ended.
[[nodiscard]] std::vector<std::int64_t> jobs_of_mass_end(soci::session& s, std::int64_t id);
/// Writes down what staff says. False: somebody has decided before, or there is no such one.
[[nodiscard]] bool decide_mass_end(soci::session& s, std::int64_t id, std::string_view decision, const actor& by);

}  // namespace offlist::store
