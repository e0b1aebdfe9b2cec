// pace.hpp: how often one list may be asked, spread smoothly over time.
//
// The generic cell rate algorithm: one moment says when the next question is due, so nothing has to be refilled. For
// one thread.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <dns/pipeline.hpp>
#include <optional>

namespace offlist {

class pace {
public:
    /// A pause of this length may be caught up in one burst, no more: a list's operator sees an even stream.
    static constexpr std::chrono::milliseconds burst{50};

    /// None: no limit. A rate is at least one question in eleven days (1e-6). `pairs`: after a pause two questions may
    /// leave at once, as a list's two test entries do.
    explicit pace(std::optional<double> per_second, bool pairs = false)
    {
        if (!per_second) return;
        const double rate = std::max(*per_second, 1e-6);
        interval_ = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / rate));
        slack_ = std::max(std::chrono::nanoseconds(burst) - interval_, std::chrono::nanoseconds(0));
        if (pairs) slack_ = std::max(slack_, interval_);
    }

    [[nodiscard]] bool ready(dns::steady_time now) const { return now >= ready_at(); }
    [[nodiscard]] dns::steady_time ready_at() const { return due_ - slack_; }
    /// Between two questions; zero: no limit.
    [[nodiscard]] std::chrono::nanoseconds interval() const { return interval_; }
    /// One question leaves now. Requires ready(now).
    void spend(dns::steady_time now)
    {
        if (interval_.count() != 0) due_ = std::max(due_, now) + interval_;
    }

private:
    std::chrono::nanoseconds interval_{0};  // 0: no limit
    std::chrono::nanoseconds slack_{0};
    dns::steady_time due_{};
};

}  // namespace offlist
