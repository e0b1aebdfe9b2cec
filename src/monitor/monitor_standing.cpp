// What each list has said of a subject, by what was asked since this process began.
#include <algorithm>

#include "monitor/list_standing.hpp"
#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

constexpr int rounds_believed = 2;

std::string_view words_for(list_state health)
{
    if (health == list_state::unhealthy) return "the list fails its tests";
    if (health == list_state::unverified) return "nobody can tell whether the list works";
    return {};
}

}  // namespace

std::vector<list_standing> monitor::state::standing(const subject_range& of, std::chrono::sys_seconds since) const
{
    const std::chrono::sys_seconds now = time_.now_seconds();
    std::vector<list_standing> all;
    for (const monitored_track& t : tracks_) {
        const monitored_course& c = t.courses[static_cast<std::size_t>(kind_of(of.first))];
        if (!t.in_use || !c.active) continue;
        list_standing one;
        one.blocklist = t.list.definition.id;
        const asked_log::standing seen = c.log.of(of, since);
        one.asked_at = seen.asked_at;
        if (seen.asked_at) one.next_at = std::max(*seen.asked_at + t.allowed.period, now);
        const std::string_view sick = words_for(c.health.recorded());
        if (!sick.empty())
            one.why = sick;
        else if (!seen.asked_at)
            one.why = "not asked yet since the service started";
        else if (now - *seen.asked_at > rounds_believed * std::max(t.allowed.period, options_.interval))
            one.why = "asked too long ago";
        else if (seen.what == verdict::unknown)
            one.why = "nothing certain was answered";
        else
            one.what = seen.what;
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace offlist
