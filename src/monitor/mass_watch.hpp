// mass_watch.hpp: whether one list has changed as a whole: much appears on it within one interval.
//
// Counts suspicions, not confirmed listings, so that a wave is seen before the first of it is believed. Distinct
// subjects and accounts count. Steady time; for one thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <dns/pipeline.hpp>

#include "monitor/monitor_options.hpp"

namespace offlist {

class mass_watch {
public:
    struct counts {
        std::uint64_t subjects = 0;
        std::uint64_t accounts = 0;
        std::uint64_t asked = 0;
    };

    explicit mass_watch(std::chrono::seconds interval) : interval_(interval) {}

    /// The list gave so many answers that count.
    void asked(std::uint64_t questions, dns::steady_time now);
    /// A subject of `account` is suspected on it.
    void appeared(std::size_t subject_hash, std::int64_t account, dns::steady_time now);
    /// What was seen within the interval before `now`.
    [[nodiscard]] counts within(dns::steady_time now);
    [[nodiscard]] static bool reached(const counts& seen, const mass_thresholds& limits);
    /// Staff has decided: what comes now is a new wave.
    void forget();

private:
    // Enough to know that it is a wave; a list that lists the world must not cost the memory of the world.
    static constexpr std::size_t most_kept = 65'536;

    struct appearance {
        dns::steady_time at;
        std::size_t subject_hash;
        std::int64_t account;
    };
    struct batch {
        dns::steady_time at;
        std::uint64_t questions;
    };
    void drop_older_than(dns::steady_time moment);

    std::chrono::seconds interval_;
    std::deque<appearance> appearances_;
    std::deque<batch> asked_;
    std::uint64_t asked_sum_ = 0;
};

}  // namespace offlist
