#include "notify/schedule.hpp"

#include <algorithm>
#include <array>
#include <boost/assert.hpp>
#include <core/timestamp.hpp>

namespace offlist::notify {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr std::array<seconds, 9> waits{5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
constexpr seconds first_rest = 5s;
constexpr seconds longest_rest = 15min;
constexpr seconds longest_asked = 1h;
constexpr unsigned gone = 410;
constexpr std::string_view digits = "0123456789";

// The same for each try of a notification on every run, and different between neighbours.
double spread_of(const notification& n)
{
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
    const auto mixed = (static_cast<std::uint64_t>(n.id) * 16U + static_cast<std::uint64_t>(n.tries)) * golden;
    return static_cast<double>(mixed >> 40U) / static_cast<double>(std::uint64_t{1} << 24U);
}

// What a receiver that is too busy asks for (RFC 9110 section 10.2.3), as seconds; a date is not heard, for clocks
// differ.
seconds asked_for(const outbound::http_result& r)
{
    if (!r || (r->status != 429 && r->status != 503)) return 0s;
    const std::string_view text = r->header("retry-after");
    if (text.empty() || text.find_first_not_of(digits) != std::string_view::npos) return 0s;
    if (text.size() > 9) return longest_asked;
    return std::min(seconds(std::stoll(std::string(text))), longest_asked);
}

// Customers read it, and what is inside here is none of their business: which addresses a name has behind our resolver,
// which ports answer, what a library calls it. That is for the log.
std::string_view cause_of(outbound::failed_by why)
{
    switch (why) {
        case outbound::failed_by::refused_address:
            return "the name leads to an address that is not public";
        case outbound::failed_by::no_connection:
            return "no connection: no such name, nobody answers, or the certificate is not valid";
        case outbound::failed_by::timeout:
            return "timeout: no complete answer in time";
        case outbound::failed_by::broken:
            return "the connection broke, or the answer is no HTTP";
        case outbound::failed_by::too_large:
            return "the answer is longer than what is read of it";
        case outbound::failed_by::too_many_hops:
            return "a redirect, which is not followed";
        case outbound::failed_by::wrong_request:  // the words for it are ours
            break;
        case outbound::failed_by::overloaded:
        case outbound::failed_by::cancelled:
            return "it was not asked: too much waits to be sent";
    }
    return {};
}

std::string said_by(const outbound::http_result& r)
{
    if (r) {
        const std::string status = "status " + std::to_string(r->status);
        return r->status >= 300 && r->status < 400 ? status + ", a redirect, which is not followed" : status;
    }
    const std::string_view cause = cause_of(r.error().why);
    return cause.empty() ? r.error().what : std::string(cause);
}

}  // namespace

std::optional<seconds> wait_after(int tries, double spread)
{
    BOOST_ASSERT(tries >= 1 && spread >= 0 && spread <= 1);
    const auto index = static_cast<std::size_t>(tries - 1);
    if (index >= waits.size()) return std::nullopt;
    const seconds wait = waits.at(index);
    return wait + seconds(static_cast<std::int64_t>(static_cast<double>(wait.count()) * spread / 10));
}

seconds rest_after(int failures)
{
    if (failures <= 0) return 0s;
    return std::min(first_rest * (std::int64_t{1} << std::min(failures - 1, 20)), longest_rest);
}

std::string_view to_string(fate f)
{
    switch (f) {
        case fate::taken:
            return "taken";
        case fate::failed:
            return "failed";
        case fate::given_up:
            return "given_up";
    }
    return "failed";
}

aftermath after(const notification& n, const outbound::http_result& r, std::chrono::sys_seconds now)
{
    aftermath a{.notification = n.id,
                .webhook = n.webhook,
                .at = now,
                .said = said_by(r),
                .detail = r ? std::string() : r.error().what,
                .tries = n.tries,
                .next_try = {},
                .failures = n.failures,
                .failing_since = n.failing_since};
    if (r && r->status >= 200 && r->status < 300) {
        a.what = fate::taken;
        a.failures = 0;
        a.failing_since.reset();
        return a;
    }
    a.tries = n.tries + 1;
    if (n.what.kind == test_kind) {
        a.what = fate::given_up;
        a.rest_until = now + rest_after(n.failures);
        return a;
    }
    a.failures = n.failures + 1;
    if (!a.failing_since) a.failing_since = now;
    const seconds asked = asked_for(r);
    a.rest_until = now + std::max(rest_after(a.failures), asked);
    if (r && r->status == gone)
        a.switch_off = "the receiver said that it is no more (status 410)";
    else if (now - *a.failing_since >= switched_off_after)
        a.switch_off = "nothing was taken since " + timestamp(*a.failing_since) + "; the last answer: " + a.said;
    if (const auto wait = wait_after(a.tries, spread_of(n)); wait && !a.switch_off)
        a.next_try = now + std::max(*wait, asked);
    a.what = a.next_try ? fate::failed : fate::given_up;
    return a;
}

}  // namespace offlist::notify
