// policy_reports.hpp: what browsers tell of pages that broke their Content-Security-Policy.
//
// Anybody may send them, so they are few for each client, small, and told to the log at most once a minute. For one
// thread.
#pragma once
#include <chrono>
#include <core/clock.hpp>
#include <cstdint>
#include <functional>
#include <http/rate_limiter.hpp>
#include <http/router.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist::web {

class policy_reports {
public:
    /// `tell` gets how many there were since it was last called, and what the newest of them says.
    using teller = std::function<void(std::uint64_t reports, std::string_view newest)>;

    policy_reports(const clock& time, teller tell);

    /// Who sends too many: 429. What is too long: 413.
    [[nodiscard]] http::passage admit(const http::request& request);
    /// 204, whatever it says.
    [[nodiscard]] http::response take(const http::request& request);

private:
    const clock& time_;
    teller tell_;
    http::rate_limiter clients_;  ///< by network_of() their address
    std::uint64_t untold_ = 0;
    std::optional<std::chrono::steady_clock::time_point> told_at_;
};

/// "script-src, https://evil.example/x.js": the directive and what it refused, of a report of either form; "unreadable"
/// for anything else.
[[nodiscard]] std::string summary_of_report(std::string_view body);

}  // namespace offlist::web
