// What the answers of a slice mean: steps of listings, health, positions. Nothing is believed yet.
#include <algorithm>

#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

// When the question of `f` left, in steady time, and rather later than sooner: a calendar that was set within the slice
// tells nothing.
dns::steady_time asked_at(const finding& f, const slice& s, dns::steady_time now)
{
    const std::chrono::seconds after = f.asked_at - s.at + std::chrono::seconds(1);
    return after.count() >= 0 && s.began + after <= now ? s.began + after : now;
}

}  // namespace

boost::asio::awaitable<harvest> monitor::state::reap(slice& s)
{
    harvest h;
    h.record.at = time_.now_seconds();
    h.confirmed = sweep_->confirmed();
    const sweep_summary sum = sweep_->summary();
    h.report.at = s.at;
    h.report.asking = std::chrono::duration_cast<std::chrono::milliseconds>(time_.steady() - s.began);
    h.report.resolvers = sum.resolvers;
    fickle_.saw(sum.resolvers, time_.steady());
    h.report.blame = sum.blame;
    for (const list_summary& l : sum.lists) h.report.lists.push_back({l.blocklist, l.counts, l.sent});
    if (sum.failure) s.notes.push_back(sum.failure->to_string());

    boost::unordered_flat_set<listing_index::number> known;
    boost::unordered_flat_set<std::pair<std::uint32_t, std::size_t>> fresh;
    boost::unordered_flat_set<std::pair<std::uint32_t, subject_kind>> doubtful;
    for (const slice_course& c : s.courses)
        if (c.health == list_state::unhealthy || c.health == list_state::unverified) doubtful.emplace(c.track, c.kind);
    for (std::size_t f = 0; f < s.findings.size(); ++f) judge(s, f, h, known, fresh, doubtful);
    co_await keep_back_waves(s, h);
    note_health(s, h);
    note_verifications(s, h);
    note_rounds(s, h);
    co_return h;
}

void monitor::state::judge(const slice& s, std::size_t finding_number, harvest& h,
                           boost::unordered_flat_set<listing_index::number>& known,
                           boost::unordered_flat_set<std::pair<std::uint32_t, std::size_t>>& fresh,
                           const boost::unordered_flat_set<std::pair<std::uint32_t, subject_kind>>& doubtful)
{
    const finding& f = s.findings[finding_number];
    const dns::steady_time now = time_.steady();
    const std::uint32_t track = numbers_.at(f.blocklist);
    const monitored_track& t = tracks_[track];
    observation seen{f.judged.what, f.asked_at, std::chrono::seconds(f.ttl), resolver_number(f.resolver)};
    if (f.resolver.empty()) seen.at = s.at;  // it was not asked at all
    const dns::steady_time left = asked_at(f, s, now);

    slice_effect e;
    e.finding = finding_number;
    e.left = left;
    listing before;
    listing_step step;
    if (const auto n = listings_.find(track, f.subject)) {
        // asked twice in one slice, by its turn and by the round: once is enough
        if (!known.insert(*n).second) return;
        const listing_record& r = listings_.at(*n);
        // staff has said that the list erred when it took much back: what it takes back proves nothing for a while
        if (seen.what != verdict::listed && r.now.state != listing_state::suspected && now < t.closings_from)
            seen.what = verdict::unknown;
        if (says_whether_listed(seen.what) && is_pending(r.now.state) && left < r.counts_from) return;
        e.record = n;
        before = r.now;
        step.listing = r.id;
    } else {
        if (seen.what != verdict::listed) return;
        if (!fresh.emplace(track, hash_of(f.subject)).second) return;
    }
    e.seen = seen;
    const offlist::step next = advance(before, seen, options_.confirmation);
    e.next = next.next;
    std::chrono::seconds wait = next.ask_again ? *next.ask_again - seen.at : options_.listed_interval;
    if (is_pending(e.next.state)) e.counts_from = left + (e.next.ask_again - seen.at);
    e.ask_at = left + wait;
    // that the list as a whole cannot be believed is told once, of the list
    if (seen.what == verdict::unknown && doubtful.contains({track, kind_of(f.subject)}))
        e.next.unverified_since = before.unverified_since;

    if (next.what == change::none && e.record) {
        const bool counters_moved = e.next.counted != before.counted && is_pending(e.next.state);
        const bool doubt_moved = e.next.unverified_since.has_value() != before.unverified_since.has_value();
        if (counters_moved || doubt_moved) h.record.touches.push_back({step.listing, e.next});
        h.effects.push_back(e);
        return;
    }
    step.about = f.subject;
    step.blocklist = f.blocklist;
    step.scope = f.scope;
    step.what = next.what;
    step.from = before.state;
    step.to = e.next;
    step.because = evidence_of(f, t.list.version);
    e.step = h.record.steps.size();
    h.record.steps.push_back(std::move(step));
    h.effects.push_back(e);
}

void monitor::state::note_health(slice& s, harvest& h)
{
    for (const slice_course& c : s.courses) {
        monitored_track& t = tracks_[c.track];
        if (!t.course(c.kind).health.saw(c.health, c.why)) continue;
        h.record.health.push_back({t.list.definition.id, c.kind, c.health, c.why, h.record.at});
    }
    let_rest(s);
}

// A sick list is tested ever more rarely, or a dead one would hold up every slice by its silence. The same, up to a few
// minutes, where nobody can tell: it may be the only list there is.
void monitor::state::let_rest(const slice& s)
{
    constexpr int most_counted = 5;
    constexpr std::uint64_t sick_rests = 15;
    constexpr std::uint64_t doubtful_rests = 3;
    for (const std::uint32_t track : s.tracks) {
        monitored_track& t = tracks_[track];
        const auto is = [&](list_state health) {
            return std::any_of(s.courses.begin(), s.courses.end(),
                               [&](const slice_course& c) { return c.track == track && c.health == health; });
        };
        const bool sick = is(list_state::unhealthy);
        const bool doubtful = !sick && is(list_state::unverified);
        t.sick_slices = sick ? std::min(t.sick_slices + 1, most_counted) : 0;
        t.doubtful_slices = doubtful ? std::min(t.doubtful_slices + 1, most_counted) : 0;
        const int failing = t.sick_slices + t.doubtful_slices;
        if (failing == 0) continue;
        const std::uint64_t ever_more = (std::uint64_t{1} << static_cast<unsigned>(failing - 1)) - 1;
        t.rests_until = slice_number_ + std::min(ever_more, sick ? sick_rests : doubtful_rests);
    }
}

void monitor::state::note_rounds(slice& s, harvest& h)
{
    const dns::steady_time now = time_.steady();
    for (std::size_t place = 0; place < s.courses.size(); ++place) {
        slice_course& c = s.courses[place];
        monitored_course& course = tracks_[c.track].course(c.kind);
        const std::uint64_t asked = h.confirmed[place] > c.watched ? h.confirmed[place] - c.watched : 0;
        if (asked == 0) continue;
        if (asked < c.window.size())  // it did not come to the end
            c.window = {subjects_, course.after ? subjects_.walk_after(c.kind, *course.after) : subjects_.walk(c.kind),
                        asked};
        round_position p;
        p.blocklist = tracks_[c.track].list.definition.id;
        p.kind = c.kind;
        p.round_began = course.round_began;
        if (c.window.reaches_end())
            p.round_began = h.record.at;
        else
            p.after = c.window.last();
        wheel after = course.round;
        after.asked(c.window.size());
        p.at = h.record.at - std::chrono::duration_cast<std::chrono::seconds>(after.behind(now));
        h.record.positions.push_back(std::move(p));
    }
    sweep_record row = sweep_row_;
    row.subjects = subjects_.size();
    for (const list_slice& l : h.report.lists) row.counts.add(l.counts);
    row.lists_unhealthy = 0;
    for (const monitored_track& t : tracks_) row.lists_unhealthy += t.in_use && t.sick_slices > 0 ? 1 : 0;
    row.lag_seconds = static_cast<std::uint64_t>(lag(now).count());
    if (now - row_began_ >= options_.interval) row.ended = h.record.at;
    h.record.sweep = row;
}

std::uint8_t monitor::state::resolver_number(const std::string& name) const
{
    for (std::size_t r = 0; r < pipeline_.server_count(); ++r)
        if (pipeline_.server_name(static_cast<std::uint8_t>(r)) == name) return static_cast<std::uint8_t>(r);
    return 0;
}

}  // namespace offlist
