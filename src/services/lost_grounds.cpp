#include "services/lost_grounds.hpp"

#include <array>

namespace offlist::services {

judged_grounds lost_grounds::judge(const std::vector<lost_ground>& now, std::chrono::steady_clock::time_point at,
                                   const delisting_policy& policy)
{
    std::map<lost, std::chrono::steady_clock::time_point> still;
    std::array<std::size_t, store::end_causes> number{};
    for (const lost_ground& l : now) {
        const lost key{l.job, l.cause};
        const auto known = since_.find(key);
        still.emplace(key, known == since_.end() ? at : known->second);
        if (!l.decided) ++number.at(static_cast<std::size_t>(l.cause));
    }
    since_ = std::move(still);
    judged_grounds found;
    for (const lost_ground& l : now) {
        if (l.decided || at - since_.at({l.job, l.cause}) < policy.grace) continue;
        const bool asks = l.cause == store::end_cause::list_missing ||
                          number.at(static_cast<std::size_t>(l.cause)) > static_cast<std::size_t>(policy.most_ends);
        (asks ? found.stop : found.end).push_back(l);
    }
    return found;
}

}  // namespace offlist::services
