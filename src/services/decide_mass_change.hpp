// decide_mass_change.hpp: use case: staff says whether a mass change is true.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything. Acting on it is the monitor's, which must be told afterwards.
#pragma once
#include <cstdint>
#include <offlist/problem.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/monitoring/mass_change_table.hpp>

namespace offlist::services {

struct decided_mass_change {
    store::deciding what = store::deciding::no_such_change;
    store::mass_change_record now;  ///< unless there is no such change
};

struct decide_mass_change {
    std::int64_t id = 0;
    mass_decision what = mass_decision::release;
    store::actor by;

    [[nodiscard]] parsed<decided_mass_change> operator()(soci::session& s) const;
};

}  // namespace offlist::services
