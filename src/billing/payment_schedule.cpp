#include "billing/payment_schedule.hpp"

#include <algorithm>

namespace offlist {
namespace {

constexpr int most_doublings = 20;  // more would overflow, and every cap is reached before

// Coins can come to an address again, or be confirmed later than those that settled the payment.
bool may_get_more(const payment& p)
{
    return p.state == payment_state::settled && p.method != payment_method::card;
}

}  // namespace

std::optional<std::chrono::sys_seconds> next_look(const payment& p, int looks, bool open_claim,
                                                  std::chrono::sys_seconds now, const payment_policy& policy)
{
    if (p.external_id.empty() && p.state != payment_state::created) return std::nullopt;
    if (open_claim) return now + policy.look_most;
    const std::chrono::seconds doubled = policy.look_first * (std::int64_t{1} << std::clamp(looks, 0, most_doublings));
    const std::chrono::seconds wait = std::min(doubled, policy.look_most);
    const auto last = p.expires_at + policy.late_window;
    if (may_get_more(p)) {
        if (now >= last) return std::nullopt;
        return std::min(now + doubled, last);  // rarely: a webhook tells of it too
    }
    switch (p.state) {
        case payment_state::settled:
        case payment_state::won:
        case payment_state::lost:
            return std::nullopt;
        case payment_state::disputed:
            return now + policy.look_most;
        case payment_state::created:
            return now + wait;
        case payment_state::pending: {
            // The moment after its end tells most.
            const auto end = p.expires_at + policy.look_first;
            return now < end ? std::min(now + wait, end) : now + wait;
        }
        default:
            break;
    }
    if (now >= last) return std::nullopt;
    return now + wait;
}

}  // namespace offlist
