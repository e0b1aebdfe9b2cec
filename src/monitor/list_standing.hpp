// list_standing.hpp: what one list has said of one subject, or of all addresses of a range.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <offlist/blocklist.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <string>

namespace offlist {

/// All addresses from `first` to `last`, or one subject.
struct subject_range {
    subject first;
    subject last;
};

struct list_standing {
    std::string blocklist;
    /// Clean only where every one of them was answered so, by a list that was well, not longer ago than two rounds, and
    /// that is well now. Listed: an answer said so, whether or not it was confirmed.
    verdict what = verdict::unknown;
    std::string why;                                   ///< of an unknown one, in plain words
    std::optional<std::chrono::sys_seconds> asked_at;  ///< all of them were asked then or later; none: not known
    std::optional<std::chrono::sys_seconds> next_at;   ///< about when the round comes to them again
};

}  // namespace offlist
