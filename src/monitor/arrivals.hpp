// arrivals.hpp: new subjects of one kind, until every list that asks their kind has been asked about them.
//
// Each list reads on from a place of its own; what all have passed is forgotten. For one thread.
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <offlist/subject.hpp>
#include <utility>

namespace offlist {

class arrivals {
public:
    /// So many wait at most: a slow list does not make the memory grow. The oldest are left to the round.
    static constexpr std::size_t most = 131'072;

    void add(subject s)
    {
        if (queue_.size() == most) forget_before(first_ + 1);
        queue_.push_back(std::move(s));
    }
    /// The place behind the newest; a list that joins later begins here.
    [[nodiscard]] std::uint64_t end() const { return first_ + queue_.size(); }
    [[nodiscard]] std::uint64_t waiting(std::uint64_t place) const { return end() - std::max(place, first_); }
    [[nodiscard]] const subject& at(std::uint64_t place) const { return queue_[place - first_]; }
    /// Nobody will read before `place` any more.
    void forget_before(std::uint64_t place)
    {
        while (first_ < place && !queue_.empty()) {
            queue_.pop_front();
            ++first_;
        }
    }
    [[nodiscard]] std::uint64_t begin() const { return first_; }

private:
    std::deque<subject> queue_;
    std::uint64_t first_ = 0;  // place of queue_.front()
};

}  // namespace offlist
