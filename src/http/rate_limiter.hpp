// rate_limiter.hpp: how many requests each caller may make, by the generic cell rate algorithm (GCRA).
//
// GCRA keeps one moment a caller instead of a count and a window: when the bucket will be full again. Pure over the
// moments that it is given; used on one thread. Its memory is bounded: a caller whose bucket is full is forgotten.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/message.hpp"

namespace offlist::http {

/// `requests` in any `per`, all of which may come at once after a pause. Both above zero.
struct rate {
    std::uint32_t requests = 600;
    std::chrono::milliseconds per{60'000};
};

struct rate_decision {
    bool allowed = true;
    std::uint32_t limit = 0;              ///< of the rate
    std::uint32_t remaining = 0;          ///< requests that would be allowed at once
    std::chrono::seconds reset{0};        ///< until `remaining` is `limit` again, rounded up
    std::chrono::seconds retry_after{0};  ///< until this request would be allowed, rounded up; 0 when it was
};

class rate_limiter {
public:
    using moment = std::chrono::steady_clock::time_point;

    explicit rate_limiter(rate allowed, std::size_t most_keys = 100'000);

    /// Takes `cost` (above zero) from the bucket of `key` if that much is in it; else nothing. A cost above the whole
    /// bucket is never allowed. When all `most_keys` buckets are in use, one of those nearest to full is given up for a
    /// new key: its owner may get a few requests too many, which is better than to turn newcomers away.
    [[nodiscard]] rate_decision take(std::string_view key, moment now, std::uint32_t cost = 1);
    /// As take() would answer, taking nothing.
    [[nodiscard]] rate_decision look(std::string_view key, moment now) const;
    [[nodiscard]] std::size_t keys() const { return full_at_.size(); }

private:
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using buckets = std::unordered_map<std::string, moment, text_hash, std::equal_to<>>;

    [[nodiscard]] rate_decision decision(moment full_at, moment now, std::uint32_t cost) const;
    void make_room(moment now);
    void give_one_up(moment now);

    rate rate_;
    std::chrono::nanoseconds interval_;  ///< in which one request comes back
    std::size_t most_keys_;
    std::size_t until_sweep_;  ///< new keys that still come before full buckets are looked for and forgotten
    buckets full_at_;
};

/// RateLimit-Limit, -Remaining and -Reset, and Retry-After when it was not allowed
/// (draft-ietf-httpapi-ratelimit-headers up to its version 05; RFC 9110 section 10.2.3).
void add_rate_headers(response& to, const rate_decision& decision);

/// 429 with these headers.
[[nodiscard]] response too_many_requests(const rate_decision& decision);

}  // namespace offlist::http
