#include "listing/listing.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <core/duration.hpp>

namespace offlist {
namespace {

bool pending(listing_state s)
{
    return s == listing_state::suspected || s == listing_state::clearing;
}

// Beyond the TTL, since a resolver may still give the same answer in its last second.
time_point next_that_counts(const observation& seen, const confirmation_policy& policy)
{
    const std::chrono::seconds beyond_ttl = std::min(seen.ttl + std::chrono::seconds(1), policy.longest_confirm_after);
    return seen.at + std::max(policy.confirm_after, beyond_ttl);
}

listing first_of_a_change(const observation& seen, listing_state to, const confirmation_policy& policy)
{
    listing next;
    next.state = to;
    next.agreeing = next.counted = 1;
    next.resolver = seen.resolver;
    next.counted_at = next.verified_at = seen.at;
    next.ask_again = next_that_counts(seen, policy);
    return next;
}

listing settled(const observation& seen, listing_state in)
{
    listing next;
    next.state = in;
    next.resolver = seen.resolver;
    next.verified_at = seen.at;
    return next;
}

// The calendar was set back since the newest answer that counted.
bool set_back(const listing& now, const observation& seen, const confirmation_policy& policy)
{
    return seen.at < now.counted_at ||
           now.ask_again - seen.at > std::max(policy.longest_confirm_after, policy.confirm_after);
}

// What says nothing of the state, or says it too early. A pending change is asked about again after confirm_after.
step unmoved(const listing& now, const observation& seen, const confirmation_policy& policy)
{
    step s{now, change::none, std::nullopt};
    if (now.state == listing_state::clean) return s;
    if (seen.what == verdict::unknown) {
        if (!now.unverified_since) s.next.unverified_since = seen.at;
    } else {
        s.next.verified_at = seen.at;
        s.next.unverified_since.reset();
    }
    if (pending(now.state)) {
        const bool ahead = now.ask_again > seen.at && !set_back(now, seen, policy);
        s.ask_again = ahead ? now.ask_again : seen.at + policy.confirm_after;
    }
    return s;
}

step too_early(const listing& now, const observation& seen, const confirmation_policy& policy)
{
    step s = unmoved(now, seen, policy);
    if (set_back(now, seen, policy)) {  // nobody knows how long ago the last one was, so the wait begins anew
        s.next.counted_at = seen.at;
        s.next.ask_again = seen.at + policy.confirm_after;
    }
    s.ask_again = s.next.ask_again;
    return s;
}

step counted(const listing& now, const observation& seen, const confirmation_policy& policy)
{
    const bool appearing = now.state == listing_state::suspected;
    const bool in_favour = (seen.what == verdict::listed) == appearing;
    listing next = first_of_a_change(seen, now.state, policy);
    next.agreeing = static_cast<std::uint8_t>(now.agreeing + (in_favour ? 1 : 0));
    next.counted = static_cast<std::uint8_t>(std::min(now.counted + 1, policy.confirm_of));
    if (next.agreeing >= policy.confirm_answers)
        return {settled(seen, appearing ? listing_state::listed : listing_state::clean),
                appearing                             ? change::opened
                : seen.what == verdict::informational ? change::reclassified
                                                      : change::closed,
                std::nullopt};
    if (next.agreeing + policy.confirm_of - next.counted <
        policy.confirm_answers)  // cannot be reached any more: it was a flicker
        return {settled(seen, appearing ? listing_state::clean : listing_state::listed),
                appearing ? change::dismissed : change::recurred, std::nullopt};
    return {next, change::none, next.ask_again};
}

}  // namespace

std::string_view to_string(listing_state s)
{
    switch (s) {
        case listing_state::clean:
            return "clean";
        case listing_state::suspected:
            return "suspected";
        case listing_state::listed:
            return "listed";
        case listing_state::clearing:
            return "clearing";
    }
    return "";
}

std::string_view to_string(change c)
{
    switch (c) {
        case change::none:
            return "none";
        case change::suspected:
            return "suspected";
        case change::dismissed:
            return "dismissed";
        case change::opened:
            return "opened";
        case change::clearing:
            return "clearing";
        case change::recurred:
            return "recurred";
        case change::closed:
            return "closed";
        case change::reclassified:
            return "reclassified";
    }
    return "";
}

parsed<void> usable(const confirmation_policy& policy)
{
    constexpr int most_answers = 100;
    using std::chrono::seconds;
    if (policy.confirm_answers < 2 || policy.confirm_answers > most_answers)
        return problem{.what = "confirm_answers = " + std::to_string(policy.confirm_answers),
                       .expected = "2 to 100: one answer alone never changes a status"};
    if (policy.confirm_of < policy.confirm_answers || policy.confirm_of > most_answers)
        return problem{.what = "confirm_of = " + std::to_string(policy.confirm_of),
                       .expected = "confirm_answers (" + std::to_string(policy.confirm_answers) + ") to 100"};
    if (policy.confirm_after < seconds(1) || policy.confirm_after > std::chrono::hours(24 * 7))
        return problem{.what = "confirm_after = " + to_string(policy.confirm_after),
                       .expected = "1s to 7d between two answers that count"};
    return {};
}

step advance(const listing& now, const observation& seen, const confirmation_policy& policy)
{
    BOOST_ASSERT(policy.confirm_answers >= 2 && policy.confirm_of >= policy.confirm_answers &&
                 policy.confirm_of <= 100);
    if (!says_whether_listed(seen.what)) return unmoved(now, seen, policy);
    switch (now.state) {
        case listing_state::clean:
            if (seen.what != verdict::listed) return unmoved(now, seen, policy);
            return {first_of_a_change(seen, listing_state::suspected, policy), change::suspected,
                    next_that_counts(seen, policy)};
        case listing_state::listed:
            if (seen.what == verdict::listed) return {settled(seen, listing_state::listed), change::none, std::nullopt};
            return {first_of_a_change(seen, listing_state::clearing, policy), change::clearing,
                    next_that_counts(seen, policy)};
        case listing_state::suspected:
        case listing_state::clearing:
            break;
    }
    return seen.at < now.ask_again ? too_early(now, seen, policy) : counted(now, seen, policy);
}

listing kept_back(const listing& now, const observation& seen, const confirmation_policy& policy)
{
    BOOST_ASSERT(is_pending(now.state));
    listing next = first_of_a_change(seen, now.state, policy);
    next.agreeing = next.counted = static_cast<std::uint8_t>(policy.confirm_answers - 1);
    return next;
}

listing still_listed(const listing& clearing, time_point at)
{
    listing next;
    next.state = listing_state::listed;
    next.resolver = clearing.resolver;
    next.verified_at = clearing.verified_at;
    next.unverified_since = at;
    return next;
}

}  // namespace offlist
