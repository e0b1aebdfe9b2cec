// When the open listings of each list were verified last: by list, so that none is written only to say "still there".
#include <algorithm>

#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

bool is_bad(list_state s)
{
    return s == list_state::unhealthy || s == list_state::unverified;
}

}  // namespace

// The oldest verification among the open listings of a list that are not in doubt themselves; none: there is none.
std::optional<dns::steady_time> monitor::state::verified_through(monitored_course& c)
{
    for (; !c.verified.empty(); c.verified.pop_front()) {
        const auto& [when, n] = c.verified.front();
        if (!listings_.holds(n)) continue;
        const listing_record& r = listings_.at(n);
        if (r.verified == when && r.now.state == listing_state::listed && !r.now.unverified_since) return when;
    }
    return std::nullopt;
}

void monitor::state::note_verifications(const slice& s, harvest& h)
{
    const dns::steady_time now = time_.steady();
    for (const slice_course& part : s.courses) {
        monitored_course& c = tracks_[part.track].course(part.kind);
        const auto through = verified_through(c);
        list_verification next;
        next.blocklist = tracks_[part.track].list.definition.id;
        next.kind = part.kind;
        next.verified_at = c.told.verified_at;
        if (through)
            next.verified_at =
                std::max(next.verified_at, h.record.at - std::chrono::ceil<std::chrono::seconds>(now - *through));
        next.unverified_since = c.told.unverified_since;
        if (is_bad(part.health)) {
            if (through && !next.unverified_since) next.unverified_since = s.at;
        } else if (next.unverified_since && (!through || next.verified_at > *next.unverified_since)) {
            next.unverified_since.reset();  // each of them has been verified since
        }
        if (next == c.told) continue;
        h.record.verifications.push_back(next);
    }
}

void monitor::state::believe_verifications(const slice_record& r)
{
    for (const list_verification& v : r.verifications) tracks_[numbers_.at(v.blocklist)].course(v.kind).told = v;
}

// Nobody asks these lists any more, and nobody said that their listings are over.
boost::asio::awaitable<void> monitor::state::doubt_unused_lists()
{
    slice_record doubts;
    doubts.at = time_.now_seconds();
    for (monitored_track& t : tracks_) {
        if (t.in_use) continue;
        for (int k = 0; k < subject_kinds; ++k) {
            const auto kind = static_cast<subject_kind>(k);
            monitored_course& c = t.course(kind);
            if (!verified_through(c) || c.told.unverified_since) continue;
            list_verification v = c.told;
            v.blocklist = t.list.definition.id;
            v.kind = kind;
            v.unverified_since = doubts.at;
            doubts.verifications.push_back(std::move(v));
        }
    }
    if (doubts.verifications.empty()) co_return;
    if (co_await record(doubts)) believe_verifications(doubts);
}

// After the listings have been read: by their age.
void monitor::state::order_verifications()
{
    for (monitored_track& t : tracks_)
        for (monitored_course& c : t.courses) c.verified.clear();
    listings_.for_each([this](listing_index::number n) {
        const listing_record& r = listings_.at(n);
        if (r.now.state == listing_state::listed)
            tracks_[r.list].course(kind_of(r.about)).verified.emplace_back(r.verified, n);
    });
    for (monitored_track& t : tracks_)
        for (monitored_course& c : t.courses) std::sort(c.verified.begin(), c.verified.end());
}

}  // namespace offlist
