#include "sweep/probe.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <utility>

#include "sweep/lending.hpp"

namespace offlist {
namespace {

bool silent(answer_status s)
{
    return s == answer_status::timeout || s == answer_status::unreachable;
}

unknown_reason reason_of(answer_status s)
{
    switch (s) {
        case answer_status::refused:
            return unknown_reason::refused;
        case answer_status::servfail:
            return unknown_reason::servfail;
        case answer_status::malformed:
            return unknown_reason::malformed;
        case answer_status::truncated:
            return unknown_reason::truncated;
        default:
            return unknown_reason::timeout;
    }
}

bool says_no(const answer& said)
{
    return (said.status == answer_status::no_such_name || said.status == answer_status::no_data) && !said.alias;
}

}  // namespace

bool is_passing(answer_status s)
{
    return silent(s) || s == answer_status::refused || s == answer_status::servfail || s == answer_status::malformed ||
           s == answer_status::truncated;
}

std::vector<test_question> probe::begin(std::uint32_t through, bool has_listed, bool has_unlisted)
{
    BOOST_ASSERT(done());
    has_listed_ = has_listed;
    has_unlisted_ = has_unlisted;
    pairs_.clear();
    std::vector<test_question> ask;
    for (std::uint8_t r = 0; r < 32; ++r) {
        if ((through >> r & 1U) == 0) continue;
        pairs_.push_back({r, repeats, repeats, 0, int{has_unlisted} + int{has_listed}, {}, {}});
        // this way round: a list that lists the world, and whose answers begin to be removed between the two questions,
        // would look well the other way
        if (has_unlisted) ask.push_back({r, false});
        if (has_listed) ask.push_back({r, true});
    }
    open_ = ask.size();
    return ask;
}

bool probe::answered(test_question to, const answer& said, bool may_repeat)
{
    BOOST_ASSERT(open_ > 0);
    const auto found =
        std::find_if(pairs_.begin(), pairs_.end(), [&](const pair& p) { return p.resolver == to.resolver; });
    BOOST_ASSERT(found != pairs_.end());
    int& again = to.listed ? found->listed_again : found->unlisted_again;
    if (is_passing(said.status) && may_repeat && again > 0) {
        --again;
        return true;
    }
    if (to.listed && is_lost(said)) {
        if (found->losses == 0) found->listed = said;
        if (may_repeat && found->losses++ < looks_after_a_loss) return true;
    } else if (!to.listed || found->losses == 0) {
        (to.listed ? found->listed : found->unlisted) = said;
    }
    --open_;
    --found->open;
    return false;
}

std::uint32_t probe::good_so_far(const blocklist& list) const
{
    std::uint32_t good = 0;
    for (const pair& p : pairs_)
        if (p.open == 0 &&
            health_of(list, has_listed_ ? &p.listed : nullptr, has_unlisted_ ? &p.unlisted : nullptr).healthy)
            good |= 1U << p.resolver;
    return good;
}

probe_result probe::result(const blocklist& list)
{
    BOOST_ASSERT(done());
    probe_result r;
    bool network = true;
    for (const pair& p : pairs_) {
        const answer* listed = has_listed_ ? &p.listed : nullptr;
        const answer* unlisted = has_unlisted_ ? &p.unlisted : nullptr;
        health h = health_of(list, listed, unlisted);
        if (h.healthy) {
            r.good |= 1U << p.resolver;
            continue;
        }
        // the one that shows something decides: a right answer beside a timeout is still a failure of the network
        answer_status worst = answer_status::answered;
        if (listed && is_passing(listed->status)) worst = listed->status;
        if (unlisted && is_passing(unlisted->status)) worst = unlisted->status;
        const bool withheld =
            worst == answer_status::servfail && listed && listed->status == worst && unlisted && says_no(*unlisted);
        if (withheld) worst = answer_status::answered;
        const bool lost =
            withheld || (worst == answer_status::answered && listed && entry_in(*listed, list) == entry_seen::lost &&
                         (!unlisted || says_no(*unlisted)));
        if (lost) r.lost |= 1U << p.resolver;
        if (withheld) r.withheld |= 1U << p.resolver;
        if (worst == answer_status::answered) {
            network = false;
            r.condemned |= !lost;
        } else if (r.network == unknown_reason::none) {
            r.network = reason_of(worst);
        }
        if (r.why.empty()) r.why = std::move(h.why);
    }
    if (r.good != 0 || !network) r.network = unknown_reason::none;
    pairs_.clear();
    return r;
}

bool network_is_to_blame(std::size_t failed, std::size_t silent, std::size_t probed, bool canaries_fail)
{
    constexpr std::size_t enough_to_compare = 3;
    if (probed < enough_to_compare) return failed > 0 && (silent == probed || (canaries_fail && failed == probed));
    return failed >= enough_to_compare && 2 * failed > probed;
}

}  // namespace offlist
