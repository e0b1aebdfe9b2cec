// track_record.hpp: what one way of asking one operator has done here so far, for whoever thinks of paying for it.
//
// Pure; safe from any thread. Counted are jobs that ended by what the operator did or did not do: neither those that
// were cancelled, nor those for which nothing was sent, nor those whose listing went before the request arrived.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace offlist {

/// Below so many jobs nothing is told: two of three are no odds.
inline constexpr int least_told = 5;
/// What counts as "listed again": within this time after the end of the job.
inline constexpr std::chrono::seconds relisting_window = std::chrono::days{30};

/// One job that has ended by the operator's doing.
struct past_removal {
    bool removed = false;
    std::optional<std::chrono::seconds>
        took{};                ///< of one that was removed: from the request until it was seen to be gone
    bool window_over = false;  ///< of one that was removed: it is known whether it was listed again in time
    bool relisted = false;
};

struct track_record {
    int jobs = 0;
    int removed = 0;                             ///< of `jobs`
    std::optional<std::chrono::seconds> median;  ///< of what those took
    int watched = 0;   ///< of those removed: how many the window is over of; 0 when they are too few to tell
    int relisted = 0;  ///< of `watched`
    bool operator==(const track_record&) const = default;
};

/// None: fewer than `least_told` jobs.
[[nodiscard]] std::optional<track_record> track_record_of(const std::vector<past_removal>& past);
/// `38 of 41 removed, median 9 h, 12 % of 33 listed again within 30 d`
[[nodiscard]] std::string in_words(const track_record& r);

}  // namespace offlist
