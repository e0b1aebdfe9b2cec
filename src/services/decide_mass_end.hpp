// decide_mass_end.hpp: use case: staff says whether many jobs that would end by one cause at once really end.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <cstdint>
#include <delisting/policy.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/delistings/mass_end_table.hpp>

namespace offlist::services {

struct decided_mass_end {
    std::optional<store::mass_end> now;  ///< none: there is no such one
    bool decided_before = false;         ///< the first decision stands
    std::int64_t ended = 0;              ///< jobs that ended by this decision
};

struct decide_mass_end {
    std::int64_t id = 0;
    bool end = false;  ///< false: they go on as long as that cause lasts
    store::actor by;   ///< with the reason
    delisting_policy policy;

    [[nodiscard]] parsed<decided_mass_end> operator()(soci::session& s) const;
};

}  // namespace offlist::services
