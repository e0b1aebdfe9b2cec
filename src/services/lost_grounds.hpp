// lost_grounds.hpp: which jobs end though no answer about their subject says so, and of which staff must say it first.
//
// A ground that is lost (the list is gone or broken, the hard cap has passed) must stay so for `grace`, by the steady
// clock, before it ends anything: catalogue, configuration and calendar may slip for a moment. Where it would end more
// than a few jobs, or rests on nothing but a list that this catalogue lacks (another process may have it), staff is
// asked. Values; for one thread. It remembers between rounds, and nothing across a restart: then the time begins anew.
#pragma once
#include <chrono>
#include <cstdint>
#include <delisting/policy.hpp>
#include <map>
#include <store/delistings/mass_end_table.hpp>
#include <string>
#include <utility>
#include <vector>

namespace offlist::services {

struct lost_ground {
    std::int64_t job = 0;
    store::end_cause cause = store::end_cause::hard_cap;
    std::string why;       ///< of a list
    bool decided = false;  ///< it is part of a mass end of this cause already: staff is asked, or has said "keep"
};

struct judged_grounds {
    std::vector<lost_ground> end;   ///< by themselves
    std::vector<lost_ground> stop;  ///< until staff has said so
};

class lost_grounds {
public:
    /// One round: of all that have lost their ground now, what becomes of them.
    [[nodiscard]] judged_grounds judge(const std::vector<lost_ground>& now, std::chrono::steady_clock::time_point at,
                                       const delisting_policy& policy);

private:
    using lost = std::pair<std::int64_t, store::end_cause>;
    std::map<lost, std::chrono::steady_clock::time_point> since_;
};

}  // namespace offlist::services
