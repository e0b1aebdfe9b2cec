// turn_queue.hpp: who asks next: courses take turns; one whose list must not be asked yet sleeps and comes back by
// itself.
//
// Holds numbers of courses only. For one thread.
#pragma once
#include <boost/assert.hpp>
#include <compare>
#include <cstdint>
#include <dns/pipeline.hpp>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

namespace offlist {

class turn_queue {
public:
    explicit turn_queue(std::size_t courses) : places_(courses, place::out) { turns_.reserve(courses); }

    /// `course` takes part in the turns from now on, unless it does already or sleeps.
    void join(std::uint32_t course)
    {
        if (places_[course] != place::out) return;
        places_[course] = place::in;
        turns_.push_back(course);
    }
    /// Sleepers whose moment has come join again.
    void wake_due(dns::steady_time now)
    {
        while (!sleepers_.empty() && sleepers_.top().moment <= now) {
            const std::uint32_t course = sleepers_.top().course;
            sleepers_.pop();
            places_[course] = place::out;
            join(course);
        }
    }
    [[nodiscard]] bool empty() const { return turns_.empty(); }
    /// Whose turn it is. Requires !empty().
    [[nodiscard]] std::uint32_t current() const { return turns_[turn_]; }
    /// It has had its turn.
    void pass()
    {
        if (++turn_ >= turns_.size()) turn_ = 0;
    }
    /// The current course leaves the turns until somebody lets it join again.
    void leave() { remove(place::out); }
    /// The current course leaves the turns until `moment`.
    void sleep_until(dns::steady_time moment)
    {
        sleepers_.push({moment, ++falls_, current()});
        remove(place::asleep);
    }
    [[nodiscard]] std::optional<dns::steady_time> next_wake() const
    {
        if (sleepers_.empty()) return std::nullopt;
        return sleepers_.top().moment;
    }

private:
    enum class place : std::uint8_t { out, in, asleep };
    /// Of two that wake together the one that fell asleep first comes first: courses of one list share its rate.
    struct sleeper {
        dns::steady_time moment;
        std::uint64_t fell_asleep;
        std::uint32_t course;
        auto operator<=>(const sleeper&) const = default;
    };

    void remove(place to)
    {
        BOOST_ASSERT(!turns_.empty());
        places_[current()] = to;
        turns_[turn_] = turns_.back();
        turns_.pop_back();
        if (turn_ >= turns_.size()) turn_ = 0;
    }

    std::vector<place> places_;  // by course
    std::vector<std::uint32_t> turns_;
    std::size_t turn_ = 0;
    std::uint64_t falls_ = 0;
    std::priority_queue<sleeper, std::vector<sleeper>, std::greater<>> sleepers_;
};

}  // namespace offlist
