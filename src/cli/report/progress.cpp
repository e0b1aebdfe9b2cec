#include "cli/report/progress.hpp"

#include <algorithm>
#include <cmath>
#include <sweep/forecast.hpp>

namespace offlist::cli {
namespace {

constexpr std::chrono::seconds settled_after{2};  // a pace measured over less foretells nothing

std::uint64_t done_of(const list_summary& list)
{
    return std::max(list.counts.decided(), std::min(list.sent, list.questions));
}

}  // namespace

std::uint64_t questions_done(const sweep_summary& s)
{
    std::uint64_t done = 0;
    for (const list_summary& list : s.lists) done += done_of(list);
    return done;
}

std::optional<std::chrono::seconds> time_left(const sweep_summary& s)
{
    if (s.elapsed < settled_after) return std::nullopt;
    double longest = 0;
    for (const list_summary& list : s.lists) {
        const std::uint64_t done = done_of(list);
        // While its test entries are asked a list has no pace yet.
        if (list.questions > 0 && (done == 0 || list.health == list_state::unused)) return std::nullopt;
        if (done == 0) continue;
        const double share = static_cast<double>(list.questions - done) / static_cast<double>(done);
        longest = std::max(longest, share * std::chrono::duration<double>(s.elapsed).count());
    }
    return std::chrono::seconds(static_cast<std::int64_t>(std::min(std::ceil(longest), 1e12)));
}

std::string progress_text(const sweep_summary& s, std::size_t width)
{
    const std::uint64_t done = questions_done(s);
    const std::uint64_t percent =
        s.questions > 0
            ? static_cast<std::uint64_t>(100.0 * static_cast<double>(done) / static_cast<double>(s.questions))
            : 100;
    std::uint64_t sent = 0;
    for (const list_summary& list : s.lists) sent += list.sent;
    const double seconds = std::chrono::duration<double>(s.elapsed).count();
    const double rate = seconds > 0 ? static_cast<double>(sent) / seconds : 0;

    std::string text = std::string(percent < 10    ? 2
                                   : percent < 100 ? 1
                                                   : 0,
                                   ' ') +
                       std::to_string(percent) + " %  " + grouped(done) + " of " + grouped(s.questions) +
                       " questions  " + grouped(static_cast<std::uint64_t>(rate)) + " q/s  listed " +
                       grouped(s.counts.listed) + "  unknown " + grouped(s.counts.unknown);
    if (const auto left = time_left(s)) text += "  " + spoken(*left) + " left";
    return text.substr(0, width);
}

}  // namespace offlist::cli
