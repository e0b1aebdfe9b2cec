// window.hpp: how many questions may fly to one resolver, and how long to wait for it. Pure; belongs to one thread.
//
// The window grows with answers and shrinks with losses, as TCP's does (AIMD, RFC 5681), but a loss that does not go
// away when the window is small is not congestion: it is taken for the path's own and tolerated. The wait is TCP's
// too (RFC 6298).
#pragma once
#include <chrono>

namespace offlist::dns {

class send_window {
public:
    static constexpr int first = 64;  ///< questions at the start: below what rbldnsd's default socket buffer holds
    static constexpr int smallest = 16;

    explicit send_window(int most);

    [[nodiscard]] int size() const { return static_cast<int>(size_); }
    void answered(int count);
    /// Judges the answers and losses since the last call, once they are enough to mean something. A loss that was only
    /// late may be taken back with a negative number.
    void judge(int answers, int losses);

private:
    double most_;
    double size_;
    bool slow_start_ = true;
    double background_ = 0;  // the share of losses that small windows see too
    int answers_ = 0;        // since the last judgement
    int losses_ = 0;
    int calm_ = 0;  // judgements since the window shrank
};

class round_trip {
public:
    static constexpr std::chrono::milliseconds least{20};  ///< below this it is our own scheduling that is measured

    explicit round_trip(std::chrono::milliseconds most) : most_(most) {}

    void sample(std::chrono::nanoseconds took);
    /// How long to wait for the answer to a first try before asking again; the most until something is known.
    [[nodiscard]] std::chrono::milliseconds wait() const;

private:
    std::chrono::milliseconds most_;
    int samples_ = 0;
    double mean_ = 0;       // nanoseconds
    double deviation_ = 0;  // nanoseconds
};

}  // namespace offlist::dns
