// backlog.hpp: what a course has still to ask: its feed from where it stands, and before that the questions that were
// put back.
//
// A copy tells what was to be asked at its moment, so going back to a moment is an assignment. For one thread.
#pragma once
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "sweep/assignment.hpp"

namespace offlist {

/// One subject as its feed gave it.
struct asked_subject {
    inventory_item item{};
    std::uint64_t place = 0;    ///< in the feed, counted from 0
    std::uint32_t servers = 0;  ///< as in watched_item::servers; 0: any
    bool watched = false;       ///< told even when it is clean
};

class backlog {
public:
    explicit backlog(const question_feed& feed) : feed_(feed) {}

    /// False: nothing is left, and `out` is not to be used.
    bool next(asked_subject& out)
    {
        if (!again_.empty()) {
            out = again_.back();
            again_.pop_back();
            return true;
        }
        out.place = feed_.done();
        return feed_.next(out.item, out.servers, out.watched);
    }
    /// It was given out by this backlog, or by one that this is a copy of, and is to be asked again.
    void put_back(const asked_subject& one) { again_.push_back(one); }

    [[nodiscard]] std::uint64_t left() const { return again_.size() + feed_.left(); }
    [[nodiscard]] std::uint64_t watched_left() const
    {
        const auto again = std::count_if(again_.begin(), again_.end(), [](const auto& one) { return one.watched; });
        return feed_.watched_left() + static_cast<std::uint64_t>(again);
    }
    /// How many subjects lie before the first that is left.
    [[nodiscard]] std::uint64_t done() const
    {
        std::uint64_t first = feed_.done();
        for (const asked_subject& one : again_) first = std::min(first, one.place);
        return first;
    }

private:
    question_feed feed_;
    std::vector<asked_subject> again_;
};

}  // namespace offlist
