#include "http/rate_limiter.hpp"

#include <algorithm>
#include <boost/assert.hpp>

namespace offlist::http {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

/// Fewer buckets are not worth looking through.
constexpr std::size_t first_sweep = 1024;
/// So many buckets are looked at when one must be given up: enough to find a nearly full one, few enough for each
/// request.
constexpr int looked_at = 16;

nanoseconds interval_of(const rate& r)
{
    BOOST_ASSERT(r.requests > 0 && r.per.count() > 0);
    return nanoseconds(r.per) / r.requests;
}

}  // namespace

rate_limiter::rate_limiter(rate allowed, std::size_t most_keys)
    : rate_(allowed),
      interval_(std::max(interval_of(allowed), nanoseconds(1))),
      most_keys_(std::max<std::size_t>(most_keys, 1)),
      until_sweep_(first_sweep)
{
}

rate_decision rate_limiter::decision(moment full_at, moment now, std::uint32_t cost) const
{
    // How empty the bucket is, as the time until it is full again; at most a whole bucket's.
    const nanoseconds missing = std::max(full_at - now, nanoseconds(0));
    const nanoseconds bucket = interval_ * rate_.requests;
    // one above the bucket is never allowed, and its time need not fit a nanosecond count
    const nanoseconds after = cost > rate_.requests ? bucket + rate_.per : missing + interval_ * cost;
    rate_decision made;
    made.limit = rate_.requests;
    made.allowed = after <= bucket;
    const nanoseconds left = made.allowed ? after : missing;
    made.remaining = static_cast<std::uint32_t>((bucket - std::min(left, bucket)) / interval_);
    made.reset = std::chrono::ceil<seconds>(left);
    if (!made.allowed) made.retry_after = std::max(std::chrono::ceil<seconds>(after - bucket), seconds(1));
    return made;
}

rate_decision rate_limiter::look(std::string_view key, moment now) const
{
    const auto found = full_at_.find(key);
    return decision(found != full_at_.end() ? found->second : now, now, 1);
}

rate_decision rate_limiter::take(std::string_view key, moment now, std::uint32_t cost)
{
    BOOST_ASSERT(cost > 0);
    auto found = full_at_.find(key);
    const rate_decision made = decision(found != full_at_.end() ? found->second : now, now, cost);
    if (!made.allowed) return made;
    if (found == full_at_.end()) {
        make_room(now);
        found = full_at_.emplace(key, now).first;
    }
    found->second = std::max(found->second, now) + interval_ * cost;
    return made;
}

void rate_limiter::make_room(moment now)
{
    // A sweep looks at every bucket, so it comes only after as many new keys: each of them pays for a step or two.
    if (until_sweep_-- == 0) {
        std::erase_if(full_at_, [&](const auto& bucket) { return bucket.second <= now; });
        until_sweep_ = std::max(first_sweep, full_at_.size());
    }
    if (full_at_.size() >= most_keys_) give_one_up(now);
}

void rate_limiter::give_one_up(moment now)
{
    // From a place that moves on with time, so that the same bucket is not always the one.
    const std::size_t places = full_at_.bucket_count();
    std::size_t at = static_cast<std::size_t>(now.time_since_epoch().count()) % places;
    const std::string* fullest = nullptr;
    moment full_at{};
    int looked = 0;
    for (std::size_t step = 0; step < places && looked < looked_at; ++step, at = (at + 1) % places)
        for (auto one = full_at_.cbegin(at); one != full_at_.cend(at); ++one, ++looked)
            if (fullest == nullptr || one->second < full_at) {
                fullest = &one->first;
                full_at = one->second;
            }
    full_at_.erase(full_at_.find(*fullest));
}

void add_rate_headers(response& to, const rate_decision& decision)
{
    to.headers.emplace_back("RateLimit-Limit", std::to_string(decision.limit));
    to.headers.emplace_back("RateLimit-Remaining", std::to_string(decision.remaining));
    to.headers.emplace_back("RateLimit-Reset", std::to_string(decision.reset.count()));
    if (!decision.allowed) to.headers.emplace_back("Retry-After", std::to_string(decision.retry_after.count()));
}

response too_many_requests(const rate_decision& decision)
{
    response made = problem_response(429, "too-many-requests", "Too many requests",
                                     "try again in " + std::to_string(decision.retry_after.count()) + " s");
    add_rate_headers(made, decision);
    return made;
}

}  // namespace offlist::http
