// mass_watch.hpp: whether one list has changed as a whole: much appears on it, or goes from it, at once.
//
// Counts what is suspected or clearing, not what is confirmed, so that a wave is seen before the first of it is
// believed. Distinct subjects and accounts count. Steady time; for one thread.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <dns/pipeline.hpp>
#include <utility>

#include "monitor/monitor_options.hpp"
#include "monitor/movements.hpp"

namespace offlist {

/// Much appears: a parked list, a list whose operator lists whole providers.
class opening_watch {
public:
    explicit opening_watch(std::chrono::seconds interval) : interval_(interval), appearing_(interval) {}

    /// The list gave so many answers that count.
    void asked(std::uint64_t questions, dns::steady_time now);
    void suspected(std::size_t subject_hash, std::int64_t account, dns::steady_time now);
    void opened(std::size_t subject_hash, dns::steady_time now) { appearing_.confirmed(subject_hash, now); }
    void dismissed(std::size_t subject_hash) { appearing_.undone(subject_hash); }
    /// Whether what opens now is part of a mass change.
    [[nodiscard]] bool is_mass(const mass_thresholds& limits, dns::steady_time now);
    [[nodiscard]] std::uint64_t subjects() const { return appearing_.subjects(); }
    [[nodiscard]] std::uint64_t accounts() const { return appearing_.accounts(); }
    /// Staff has decided: what comes now is a new wave.
    void forget() { appearing_.forget(); }

private:
    void drop_old(dns::steady_time now);

    std::chrono::seconds interval_;
    movements appearing_;
    std::deque<std::pair<dns::steady_time, std::uint64_t>> asked_;
    std::uint64_t asked_sum_ = 0;
};

/// Much goes: a list that has lost its data but not its test entries, such as a zone file cut off in the middle.
///
/// What counts is the share of the open listings asked about since the first of them went. As long as too few have been
/// asked to tell, an end is neither believed nor a mass change: it is asked again.
class closing_watch {
public:
    enum class judged : std::uint8_t {
        usual,
        too_early,  ///< what is not asked yet may make it a mass change
        mass,
    };

    explicit closing_watch(std::chrono::seconds interval) : interval_(interval), going_(interval) {}

    /// The list says nothing any more of a listing that is open.
    void clearing(std::size_t subject_hash, std::int64_t account, dns::steady_time now);
    void closed(std::size_t subject_hash, dns::steady_time now) { going_.confirmed(subject_hash, now); }
    void recurred(std::size_t subject_hash, dns::steady_time now);
    /// The list still says of an open listing that it is one.
    void stays(std::size_t subject_hash, dns::steady_time now);
    /// Nobody monitors the subject any more.
    void removed(std::size_t subject_hash);
    /// Whether the end of a listing is part of a mass change.
    /// \param open      listings of the list that are open, clearing ones included
    /// \param patience  since it began to clear: then what has no answer is not waited for any more
    [[nodiscard]] judged judge(std::size_t subject_hash, std::uint64_t open, const mass_thresholds& limits,
                               std::chrono::seconds patience, dns::steady_time now);
    [[nodiscard]] std::uint64_t subjects() const { return going_.subjects(); }
    [[nodiscard]] std::uint64_t accounts() const { return going_.accounts(); }
    /// Staff has decided: what goes now is a new wave.
    void forget();

private:
    void drop_old(dns::steady_time now);

    std::chrono::seconds interval_;
    movements going_;
    boost::unordered_flat_map<std::size_t, dns::steady_time> staying_;  // said so last, since the first went
    std::deque<std::pair<dns::steady_time, std::size_t>> expiries_;     // of staying ones; some may be out of date
};

}  // namespace offlist
