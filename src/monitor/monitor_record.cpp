// Writing a slice down, and believing it then.
#include <algorithm>

#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

// A store that refuses is asked again after one second, then ever later.
constexpr std::chrono::seconds longest_pause{30};
// Touches in one transaction, at the end.
constexpr std::size_t touches_at_once = 5000;

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

boost::asio::awaitable<bool> monitor::state::keep_back(monitored_track& t, mass_watch::counts seen)
{
    mass_change m = t.kept ? *t.kept : mass_change{};
    m.blocklist = t.list.definition.id;
    m.subjects = std::max(m.subjects, seen.subjects);
    m.accounts = std::max(m.accounts, seen.accounts);
    if (m.id == 0) m.began = time_.now_seconds();
    std::chrono::seconds pause{1};
    for (;;) {
        mass_change copy = m;
        const auto id = co_await store_.keep_back(std::move(copy));
        if (id) {
            store_works();
            m.id = *id;
            t.kept = m;
            observer_.kept_back(m);
            co_return true;
        }
        if (!co_await store_failed(id.error(), pause)) co_return false;
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
    for (const finding& f : s.findings)
        if (!watches_.empty() && watches_.count({numbers_.at(f.blocklist), to_string(f.subject)}) != 0)
            observer_.watched(f);
    observer_.slice_done(h.report);
}

void monitor::state::believe_effect(const slice& s, const harvest& h, const slice_effect& e, const slice_result& stored)
{
    const bool has_step = e.step != slice_effect::no_step;
    const step_result result = has_step ? stored.steps.at(e.step) : step_result{};
    const finding& f = s.findings[e.finding];
    if (!e.record) {
        if (result.listing == 0) return;  // nobody owns the subject any more
        listing_record r;
        r.about = f.subject;
        r.list = numbers_.at(f.blocklist);
        r.id = result.listing;
        r.account = result.account;
        r.now = e.next;
        r.counts_from = e.counts_from;
        r.ask_at = e.ask_at;
        r.written_at = h.record.at;
        r.known_since = time_.steady();
        tracks_[r.list].mass.appeared(hash_of(r.about), r.account, time_.steady());
        observer_.listing_changed(h.record.steps[e.step], result.listing, result.account);
        listings_.add(std::move(r));
        return;
    }
    if (has_step && result.listing == 0) {  // the store knows better: the subject is gone, or the state is another
        if (subjects_.contains(f.subject)) listings_dirty_ = true;
        listings_.remove(*e.record);
        return;
    }
    if (has_step) observer_.listing_changed(h.record.steps[e.step], result.listing, result.account);
    if (e.next.state == listing_state::clean) return listings_.remove(*e.record);
    listings_.change(*e.record, e.next);
    listing_record& r = listings_.at(*e.record);
    r.counts_from = e.counts_from;
    if (e.kept_back) r.hold = *h.record.steps[e.step].hold;
    r.touched = e.written ? e.touched : r.touched || e.touched;
    if (e.written) r.written_at = h.record.at;
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

// Listings that were to be asked and were not, or to no avail: again in a while.
void monitor::state::leave_slice(const slice& s)
{
    const dns::steady_time now = time_.steady();
    for (const listing_index::number n : s.taken) {
        const listing_record& r = listings_.at(n);
        if (r.alive && r.ask_at == listing_index::in_a_slice) listings_.ask_at(n, std::max(r.counts_from, now));
    }
}

boost::asio::awaitable<void> monitor::state::write_touches()
{
    std::vector<listing_index::number> of;
    std::vector<listing_touch> all;
    listings_.for_each([&](listing_index::number n) {
        if (!listings_.at(n).touched) return;
        of.push_back(n);
        all.push_back({listings_.at(n).id, listings_.at(n).now});
    });
    const dns::steady_time until = time_.steady() + options_.stop_within;
    for (std::size_t from = 0; from < all.size() && time_.steady() < until; from += touches_at_once) {
        slice_record r;
        r.at = time_.now_seconds();
        const std::size_t to = std::min(from + touches_at_once, all.size());
        r.touches.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                         all.begin() + static_cast<std::ptrdiff_t>(to));
        const std::chrono::sys_seconds at = r.at;
        if (!co_await record(std::move(r))) co_return;
        for (std::size_t n = from; n < to; ++n) {
            listings_.at(of[n]).touched = false;
            listings_.at(of[n]).written_at = at;
        }
    }
}

}  // namespace offlist
