// wheel.hpp: how far one list's endless round over its subjects should have come by now.
//
// A wheel turns once a period. What it has turned and nobody has asked yet is owed: at most one full round, however
// long the pause was, so that missed time is caught up once. Steady time only. For one thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <dns/pipeline.hpp>

namespace offlist {

class wheel {
public:
    /// How much faster than usual a list is asked at most while it catches up.
    static constexpr double catch_up = 2;

    explicit wheel(dns::steady_time now) : at_(now) {}

    /// From now on so many subjects a period; what is owed stays owed, but for subjects that are gone.
    void turn(std::uint64_t subjects, std::chrono::duration<double> period, dns::steady_time now);
    /// Sets what is owed as if the round had been in time `behind` ago. Negative: so far ahead.
    void fall_behind(std::chrono::duration<double> behind);

    /// How many subjects a slice that begins now and stands for `span` should ask: what is owed by its end, yet no more
    /// than `catch_up` times the usual and one.
    [[nodiscard]] std::uint64_t due(dns::steady_time now, std::chrono::duration<double> span) const;
    /// So many were asked.
    void asked(std::uint64_t subjects) { owed_ -= static_cast<double>(subjects); }

    /// How long ago the round was where it is now, had it been in time. Negative: it is ahead.
    [[nodiscard]] std::chrono::duration<double> behind(dns::steady_time now) const;
    [[nodiscard]] std::uint64_t subjects() const { return subjects_; }

private:
    [[nodiscard]] double owed_at(dns::steady_time moment) const;

    std::uint64_t subjects_ = 0;
    std::chrono::duration<double> period_{1};
    double owed_ = 0;  // at at_
    dns::steady_time at_;
};

}  // namespace offlist
