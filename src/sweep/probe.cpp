#include "sweep/probe.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <utility>

namespace offlist {
namespace {

bool silent(answer_status s)
{
    return s == answer_status::timeout || s == answer_status::unreachable;
}

bool perhaps_network(answer_status s)
{
    return silent(s) || s == answer_status::refused || s == answer_status::servfail;
}

unknown_reason reason_of(answer_status s)
{
    if (s == answer_status::refused) return unknown_reason::refused;
    return s == answer_status::servfail ? unknown_reason::servfail : unknown_reason::timeout;
}

}  // namespace

std::vector<test_question> probe::begin(std::uint32_t through, bool has_listed, bool has_unlisted)
{
    BOOST_ASSERT(done());
    has_listed_ = has_listed;
    has_unlisted_ = has_unlisted;
    pairs_.clear();
    std::vector<test_question> ask;
    for (std::uint8_t r = 0; r < 32; ++r) {
        if ((through >> r & 1U) == 0) continue;
        pairs_.push_back({r, repeats, repeats, {}, {}});
        if (has_listed) ask.push_back({r, true});
        if (has_unlisted) ask.push_back({r, false});
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
    if (silent(said.status) && may_repeat && again > 0) {
        --again;
        return true;
    }
    (to.listed ? found->listed : found->unlisted) = said;
    --open_;
    return false;
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
        if (listed && perhaps_network(listed->status)) worst = listed->status;
        if (unlisted && perhaps_network(unlisted->status)) worst = unlisted->status;
        if (worst == answer_status::answered)
            network = false;
        else if (r.network == unknown_reason::none)
            r.network = reason_of(worst);
        if (r.why.empty()) r.why = std::move(h.why);
    }
    if (r.good != 0 || !network) r.network = unknown_reason::none;
    pairs_.clear();
    return r;
}

bool network_is_to_blame(std::size_t failed, std::size_t silent, std::size_t probed)
{
    constexpr std::size_t enough_to_compare = 3;
    if (probed < enough_to_compare) return failed > 0 && silent == probed;
    return failed >= enough_to_compare && 2 * failed > probed;
}

}  // namespace offlist
