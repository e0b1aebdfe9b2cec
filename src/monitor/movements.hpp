// movements.hpp: the listings of one list that moved the same way of late: which subjects, of which accounts.
//
// One that still waits for its confirmation counts however long that takes, since an operator's TTL may be longer than
// the interval; one that is confirmed counts for an interval more. Steady time; for one thread.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <dns/pipeline.hpp>
#include <optional>
#include <utility>

namespace offlist {

class movements {
public:
    explicit movements(std::chrono::seconds window) : window_(window) {}

    /// The listing of a subject of `account` begins to move. Again: nothing changes.
    void began(std::size_t subject_hash, std::int64_t account, dns::steady_time now);
    /// The change is confirmed. Nothing if it did not begin.
    void confirmed(std::size_t subject_hash, dns::steady_time now);
    /// It was a flicker, or nobody monitors the subject any more. Nothing if it did not begin.
    void undone(std::size_t subject_hash);
    /// Confirmed more than a window before `now`: it does not count any more.
    void drop_old(dns::steady_time now);
    void forget();

    [[nodiscard]] std::uint64_t subjects() const { return moving_.size(); }
    [[nodiscard]] std::uint64_t accounts() const { return by_account_.size(); }
    [[nodiscard]] std::uint64_t confirmed_count() const { return confirmed_.size(); }
    /// When this one began to move; none: it does not.
    [[nodiscard]] std::optional<dns::steady_time> since(std::size_t subject_hash) const;

private:
    // Enough to know that it is many; a list that lists the world must not cost the memory of the world.
    static constexpr std::size_t most_kept = 1U << 18U;

    struct movement {
        dns::steady_time began;
        std::int64_t account = 0;
    };

    std::chrono::seconds window_;
    boost::unordered_flat_map<std::size_t, movement> moving_;  // by subject
    boost::unordered_flat_map<std::int64_t, std::uint64_t> by_account_;
    boost::unordered_flat_map<std::size_t, dns::steady_time> confirmed_;
    std::deque<std::pair<dns::steady_time, std::size_t>> expiries_;  // of the confirmed; some may be out of date
};

}  // namespace offlist
