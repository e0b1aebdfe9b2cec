// live_jobs.hpp: what rounds of the service do for jobs under way, for tests that have no service: time, and whom to
// ask.
//
// For work of the database, on its thread.
#pragma once
#include <chrono>
#include <delisting/transition.hpp>
#include <store/delistings/delisting_rows.hpp>
#include <store/delistings/delisting_table.hpp>
#include <vector>

namespace offlist::store {

/// Those whose subjects DNS is asked about.
inline std::vector<job> jobs_asked_about(soci::session& s)
{
    return select_jobs(s, "WHERE ended_at IS NULL AND state IN ('submitted', 'uncertain', 'verifying') ORDER BY id",
                       {});
}

/// Applies the passing of time to jobs whose lease or hard cap has run out; how many there were.
inline int let_time_pass(soci::session& s, std::chrono::sys_seconds at, const delisting_policy& policy)
{
    int due = 0;
    for (const job& j : select_jobs(s, "WHERE ended_at IS NULL ORDER BY id", {})) {
        if (!lease_over(j, at) && !past_cap(j, at, policy)) continue;
        (void)apply(s, j.id, job_event::tick{}, at, policy, "clock");
        if (past_cap(j, at, policy)) (void)apply(s, j.id, job_event::cap_passed{}, at, policy, "clock");
        ++due;
    }
    return due;
}

}  // namespace offlist::store
