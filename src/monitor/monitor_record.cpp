// Writing a slice down, and believing it then.
#include <algorithm>

#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

// A store that refuses is asked again after one second, then ever later.
constexpr std::chrono::seconds longest_pause{30};

}  // namespace

// Until the store has it. None: the monitor is to stop, and the store still refuses.
boost::asio::awaitable<std::optional<slice_result>> monitor::state::record(slice_record r)
{
    std::chrono::seconds pause{1};
    for (;;) {
        slice_record copy = r;
        auto stored = co_await store_.record(std::move(copy));
        if (stored) {
            store_works();
            co_return std::optional<slice_result>(std::move(*stored));
        }
        if (!co_await store_failed(stored.error(), pause)) co_return std::nullopt;
    }
}

// Waits before the next try. False: there will be none.
boost::asio::awaitable<bool> monitor::state::store_failed(const problem& why, std::chrono::seconds& pause)
{
    if (!trouble_) observer_.store_failed(why);
    trouble_ = why;
    if (stopping_) co_return false;
    const dns::steady_time again = time_.steady() + pause;
    pause = std::min(2 * pause, longest_pause);
    alarm_->set(again);
    while (!stopping_ && time_.steady() < again) co_await alarm_->wait();
    alarm_->set(std::nullopt);
    co_return true;
}

void monitor::state::store_works()
{
    if (!std::exchange(trouble_, std::nullopt)) return;
    observer_.store_recovered();
}

void monitor::state::believe(slice& s, harvest& h, const slice_result& stored)
{
    for (const slice_effect& e : h.effects) believe_effect(s, h, e, stored);
    believe_rounds(s, h);
    believe_verifications(h.record);
    ++slices_done_;
    blame_ = h.report.blame;
    const bool over = h.record.sweep->ended.has_value();
    sweep_row_ = over ? sweep_record{} : *h.record.sweep;
    if (over) {
        sweep_row_.began = h.record.at;
        row_began_ = time_.steady();
    } else {
        sweep_row_.id = stored.sweep;
    }
    h.report.sweep = stored.sweep;
    for (const health_change& c : h.record.health) observer_.health_changed(c);
    for (const std::string& text : s.notes)
        if (std::find(told_notes_.begin(), told_notes_.end(), text) == told_notes_.end()) observer_.note(text);
    told_notes_ = std::move(s.notes);
    tell_watched(s);
    observer_.slice_done(h.report);
}

// A "no" from a list that may have lost its data proves nothing to those who watch the pair.
void monitor::state::tell_watched(const slice& s)
{
    if (watches_.empty()) return;
    for (const finding& f : s.findings) {
        const std::uint32_t track = numbers_.at(f.blocklist);
        if (watches_.count({track, to_string(f.subject)}) == 0) continue;
        finding told = f;
        if (told.judged.what != verdict::listed && says_whether_listed(told.judged.what) &&
            doubts_end(track, told.subject)) {
            told.judged.what = verdict::unknown;
            told.judged.reason = unknown_reason::mass_change;
        }
        observer_.watched(told);
    }
}

// What moves, and what stays, by which a change of the list as a whole is recognised.
void monitor::state::watch_for_waves(const slice& s, const harvest& h, const slice_effect& e)
{
    const dns::steady_time now = time_.steady();
    const listing_record& r = listings_.at(*e.record);
    monitored_track& t = tracks_[r.list];
    const std::size_t hash = hash_of(r.about);
    switch (e.step == slice_effect::no_step ? change::none : h.record.steps[e.step].what) {
        case change::suspected:
            return t.opening.suspected(hash, r.account, now);
        case change::opened:
            return t.opening.opened(hash, now);
        case change::dismissed:
            return t.opening.dismissed(hash);
        case change::clearing:
            return t.closing.clearing(hash, r.account, now);
        case change::recurred:
            return t.closing.recurred(hash, now);
        case change::closed:
        case change::reclassified:
            return t.closing.closed(hash, now);
        case change::none:
            break;
    }
    if (r.now.state == listing_state::listed && s.findings[e.finding].judged.what == verdict::listed)
        t.closing.stays(hash, now);
}

void monitor::state::believe_effect(const slice& s, const harvest& h, const slice_effect& e, const slice_result& stored)
{
    const bool has_step = e.step != slice_effect::no_step;
    const step_result result = has_step ? stored.steps.at(e.step) : step_result{};
    const finding& f = s.findings[e.finding];
    if (!e.record) {
        if (result.listing == 0) {  // nobody owns the subject any more, or the store has a listing of it
            refused_.push_back(f.subject);
            subjects_dirty_ = true;
            return;
        }
        listing_record r;
        r.about = f.subject;
        r.list = numbers_.at(f.blocklist);
        r.id = result.listing;
        r.account = result.account;
        r.now = e.next;
        r.counts_from = e.counts_from;
        r.ask_at = e.ask_at;
        tracks_[r.list].opening.suspected(hash_of(r.about), r.account, time_.steady());
        observer_.listing_changed(h.record.steps[e.step], result.listing, result.account);
        listings_.add(std::move(r));
        return;
    }
    if (has_step && result.listing == 0) {  // the store knows better: the subject is gone, or the state is another
        refused_.push_back(f.subject);
        subjects_dirty_ = true;
        return forget_listing(*e.record);
    }
    watch_for_waves(s, h, e);
    if (has_step) observer_.listing_changed(h.record.steps[e.step], result.listing, result.account);
    if (e.next.state == listing_state::clean) return listings_.remove(*e.record);
    listings_.change(*e.record, e.next);
    listing_record& r = listings_.at(*e.record);
    r.counts_from = e.counts_from;
    if (has_step) listings_.hold(*e.record, h.record.steps[e.step].hold.value_or(0));
    if (e.next.state == listing_state::listed && e.seen.what == verdict::listed) {
        r.verified = time_.steady();
        tracks_[r.list].course(kind_of(r.about)).verified.emplace_back(r.verified, *e.record);
    }
    listings_.ask_at(*e.record, e.ask_at);
}

void monitor::state::believe_rounds(slice& s, const harvest& h)
{
    for (std::size_t place = 0; place < s.courses.size(); ++place) {
        const slice_course& c = s.courses[place];
        monitored_course& course = tracks_[c.track].course(c.kind);
        // A sick list is not asked about new subjects later: its round comes to them once it is well. One whose tests
        // were not answered before the slice was cut short is asked in the next.
        const bool sick = c.health == list_state::unhealthy || c.health == list_state::unverified;
        log_what_was_asked(s, c, h.confirmed[place]);
        course.next_arrival += sick ? c.arrivals : std::min(c.arrivals, h.confirmed[place]);
        if (h.confirmed[place] <= c.watched) continue;
        course.round.asked(c.window.size());
        course.placed = true;
        if (c.window.reaches_end()) {
            course.after.reset();
            course.round_began = h.record.at;
        } else {
            course.after = c.window.last();
        }
    }
}

// Before the course moves on.
void monitor::state::log_what_was_asked(const slice& s, const slice_course& c, std::uint64_t confirmed)
{
    monitored_course& course = tracks_[c.track].course(c.kind);
    if (confirmed < c.watched) return;  // nobody knows which of them were new
    const arrivals& fresh = arrivals_[static_cast<std::size_t>(c.kind)];
    for (std::uint64_t n = 0; n < c.arrivals; ++n)
        if (course.next_arrival + n >= fresh.begin()) course.log.asked(fresh.at(course.next_arrival + n), s.at);
    if (confirmed == c.watched) return;
    if (c.window.reaches_end()) {
        course.log.asked(course.after, std::nullopt, s.at);
        course.log.forget_before(course.round_began);
    } else {
        course.log.asked(course.after, c.window.last(), s.at);
    }
}

// Listings that were to be asked and were not, or to no avail: again in a while.
void monitor::state::leave_slice(const slice& s)
{
    const dns::steady_time now = time_.steady();
    for (const listing_index::number n : s.taken) {
        const listing_record& r = listings_.at(n);
        if (r.alive && r.ask_at == listing_index::in_a_slice) listings_.ask_at(n, std::max(r.counts_from, now));
    }
}

}  // namespace offlist
