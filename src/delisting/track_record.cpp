#include "delisting/track_record.hpp"

#include <algorithm>
#include <core/readable.hpp>

namespace offlist {

std::optional<track_record> track_record_of(const std::vector<past_removal>& past)
{
    track_record r;
    std::vector<std::chrono::seconds> took;
    for (const past_removal& p : past) {
        ++r.jobs;
        if (!p.removed) continue;
        ++r.removed;
        if (p.took) took.push_back(*p.took);
        if (!p.window_over) continue;
        ++r.watched;
        if (p.relisted) ++r.relisted;
    }
    if (r.jobs < least_told) return std::nullopt;
    if (r.watched < least_told) r.watched = r.relisted = 0;
    if (!took.empty()) {
        // of an even number the longer one: rather told too long than too short
        const auto middle = took.begin() + static_cast<std::ptrdiff_t>(took.size() / 2);
        std::nth_element(took.begin(), middle, took.end());
        r.median = *middle;
    }
    return r;
}

std::string in_words(const track_record& r)
{
    std::string words = std::to_string(r.removed) + " of " + std::to_string(r.jobs) + " removed";
    if (r.median) words += ", median " + spoken(*r.median);
    if (r.watched > 0)
        words += ", " + std::to_string((100 * r.relisted + r.watched / 2) / r.watched) + " % of " +
                 std::to_string(r.watched) + " listed again within " + spoken(relisting_window);
    return words;
}

}  // namespace offlist
