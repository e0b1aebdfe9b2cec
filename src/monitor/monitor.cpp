// The chain of slices.
#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <boost/assert.hpp>
#include <sweep/budget.hpp>

#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

// A slice that lasts so many times its length is wound down: one slow list must not hold up all the others.
constexpr int longest_slice = 4;
// Winding down is a last round of tests; past that, what is not confirmed is given up and asked again later.
constexpr std::chrono::seconds winding_down{60};
// Of the time that a stop may take, what is for winding down; the rest is for recording.
constexpr double of_stop = 0.6;
// Findings of one list held back until its tests. Open listings come first in a slice and are all listed, so the
// sweep's own default would have each slice tested several times.
constexpr std::size_t confirm_buffer = 2048;

}  // namespace

monitor::state::state(dns::pipeline& pipeline, monitor_store& store, const clock& time, budget_store& budgets,
                      monitor_options options, std::vector<monitored_list> lists, monitor_observer& observer)
    : pipeline_(pipeline),
      store_(store),
      time_(time),
      budgets_(budgets),
      options_(options),
      observer_(observer),
      new_lists_(std::move(lists))
{
    BOOST_ASSERT(usable(options));
}

monitor::state::~state()
{
    if (sweep_attached_) pipeline_.detach(*sweep_);
}

boost::asio::awaitable<parsed<void>> monitor::state::start()
{
    alarm_ = std::make_unique<alarm>(pipeline_, co_await boost::asio::this_coro::executor);
    if (auto ok = co_await load(); !ok) co_return ok;
    while (!stopping_) {
        co_await hear_of_decisions();
        co_await take_decisions();
        co_await reload_what_changed();
        early_ = false;
        slice s = plan(time_.steady());
        const dns::steady_time next = s.began + options_.slice;
        if (!s.work.empty()) {
            co_await run_slice(s);
            harvest h = co_await reap(s);
            h.record.subject_changes = subjects_at_;
            const auto stored = co_await record(h.record);
            if (stored) believe(s, h, *stored);
            leave_slice(s);
            sweep_.reset();
            co_await end_waves_that_have_passed();
        }
        if (!stopping_ && !early_) co_await sleep_until(next);
    }
    alarm_.reset();
    co_return parsed<void>{};
}

boost::asio::awaitable<void> monitor::state::sleep_until(dns::steady_time moment)
{
    if (moment <= time_.steady()) co_return;
    alarm_->set(moment);
    while (!stopping_ && !early_ && decisions_.empty() && time_.steady() < moment) {
        if (subjects_dirty_)
            co_await hear_of_subjects();
        else
            co_await alarm_->wait();
    }
    alarm_->set(std::nullopt);
}

sweep_options monitor::state::options_of_a_slice() const
{
    sweep_options o = options_.sweep;
    o.probe_every = 2 * options_.slice;
    o.confirm_buffer = std::max(o.confirm_buffer, confirm_buffer);
    o.report_clean = false;
    o.report_unasked = false;
    o.max_duration.reset();
    o.end_within.reset();
    return o;
}

boost::asio::awaitable<void> monitor::state::run_slice(slice& s)
{
    running_ = &s;
    sweep_sink& sink = *this;
    sweep_options how = options_of_a_slice();
    how.lenders = std::move(s.lenders);
    how.distrusted = fickle_.distrusted(time_.steady());
    sweep_ = std::make_unique<sweep>(std::move(s.lists), s.work, std::move(how), pipeline_, sink, time_, budgets_);
    pipeline_.attach(*sweep_);
    sweep_attached_ = true;
    alarm_->set(s.began + longest_slice * options_.slice);
    bool ending = false;
    dns::steady_time ends_at = s.began + longest_slice * options_.slice;
    while (!sweep_->finished()) {
        const dns::steady_time now = time_.steady();
        if (ending && now >= ends_at) {
            sweep_->stop();
            continue;
        }
        if (!ending && (stopping_ || early_ || now >= ends_at)) {
            ending = true;
            ends_at =
                now + (stopping_ ? std::chrono::duration_cast<std::chrono::seconds>(of_stop * options_.stop_within)
                                 : winding_down);
            sweep_->wind_down(now);
            alarm_->set(ends_at);  // wakes the pipeline too
            continue;
        }
        if (subjects_dirty_ && !ending)
            co_await hear_of_subjects();
        else
            co_await alarm_->wait();
    }
    alarm_->set(std::nullopt);
    pipeline_.detach(*sweep_);
    sweep_attached_ = false;
    running_ = nullptr;
}

void monitor::state::found(finding&& what)
{
    const auto number = numbers_.find(what.blocklist);
    BOOST_ASSERT(number != numbers_.end());
    if (what.judged.what != verdict::clean)
        tracks_[number->second]
            .course(kind_of(what.subject))
            .log.answered(what.subject, what.judged.what, running_->at);
    // what is no listing matters only where there is one already
    if (what.judged.what == verdict::listed || listings_.find(number->second, what.subject) ||
        (!watches_.empty() && watches_.count({number->second, to_string(what.subject)}) != 0))
        running_->findings.push_back(std::move(what));
}

void monitor::state::list_changed(const blocklist& list, subject_kind kind, list_state now, const std::string& why)
{
    const std::uint32_t track = numbers_.at(list.id);
    for (slice_course& c : running_->courses) {
        if (c.track != track || c.kind != kind) continue;
        c.health = now;
        c.why = why;
    }
}

void monitor::state::note(const std::string& text)
{
    running_->notes.push_back(text);
}

void monitor::state::finished()
{
    alarm_->ring();
}

void monitor::state::stop()
{
    stopping_ = true;
    if (alarm_) alarm_->ring();
}

void monitor::state::use(std::vector<monitored_list> lists)
{
    new_lists_ = std::move(lists);
}

void monitor::state::subjects_changed()
{
    subjects_dirty_ = true;
    if (alarm_) alarm_->ring();
}

void monitor::state::watch(const subject& about, std::string_view blocklist, std::chrono::seconds every)
{
    const auto number = numbers_.find(std::string(blocklist));
    if (number == numbers_.end()) return;
    watch_order& w = watches_[{number->second, to_string(about)}];
    const std::chrono::seconds kept = std::max(every, options_.slice);
    if (w.every != kept) w = {about, kept, time_.steady()};
}

void monitor::state::unwatch(const subject& about, std::string_view blocklist)
{
    if (const auto number = numbers_.find(std::string(blocklist)); number != numbers_.end())
        watches_.erase({number->second, to_string(about)});
}

void monitor::state::decided(std::int64_t mass_change, mass_decision what)
{
    decisions_.push_back({mass_change, what});
    if (alarm_) alarm_->ring();
}

std::chrono::seconds monitor::state::lag_of(const monitored_track& t, dns::steady_time now) const
{
    std::chrono::duration<double> most{0};
    for (const monitored_course& c : t.courses)
        if (c.active) most = std::max(most, c.round.behind(now));
    // a list that takes part in one slice of several is behind in between by design
    const auto usual = (t.allowed.every + 1) * options_.slice;
    return std::max(std::chrono::duration_cast<std::chrono::seconds>(most) - usual, std::chrono::seconds(0));
}

std::chrono::seconds monitor::state::lag(dns::steady_time now) const
{
    std::chrono::seconds most{0};
    for (const monitored_track& t : tracks_)
        if (t.in_use && t.sick_slices == 0) most = std::max(most, lag_of(t, now));
    return most;
}

monitor_status monitor::state::status() const
{
    const dns::steady_time now = time_.steady();
    monitor_status s;
    s.loaded = loaded_;
    s.slices = slices_done_;
    s.subjects = subjects_.size();
    s.lag = lag(now);
    s.store = trouble_;
    s.blame = blame_;
    s.left_out = left_out_;
    for (std::uint32_t number = 0; number < tracks_.size(); ++number) {
        const monitored_track& t = tracks_[number];
        if (!t.in_use) continue;
        list_status one;
        one.blocklist = t.list.definition.id;
        for (const monitored_course& c : t.courses) {
            if (!c.active) continue;
            one.subjects += c.round.subjects();
            const bool worse = one.health == list_state::unused ||
                               (one.health == list_state::healthy && c.health.recorded() != list_state::unused);
            if (!worse) continue;
            one.health = c.health.recorded();
            one.why = c.health.why();
        }
        one.interval = t.allowed.period;
        one.lag = lag_of(t, now);
        one.open = listings_.of(number).open;
        one.pending = listings_.of(number).pending;
        s.lists.push_back(std::move(one));
    }
    return s;
}

monitor::monitor(dns::pipeline& pipeline, monitor_store& store, const clock& time, budget_store& budgets,
                 monitor_options options, std::vector<monitored_list> lists, monitor_observer& observer)
    : state_(std::make_unique<state>(pipeline, store, time, budgets, options, std::move(lists), observer))
{
}

monitor::~monitor() = default;

boost::asio::awaitable<parsed<void>> monitor::start()
{
    return state_->start();
}

void monitor::stop()
{
    state_->stop();
}

void monitor::use(std::vector<monitored_list> lists)
{
    state_->use(std::move(lists));
}

void monitor::subjects_changed()
{
    state_->subjects_changed();
}

void monitor::watch(const subject& about, std::string_view blocklist, std::chrono::seconds every)
{
    state_->watch(about, blocklist, every);
}

void monitor::unwatch(const subject& about, std::string_view blocklist)
{
    state_->unwatch(about, blocklist);
}

void monitor::decided(std::int64_t mass_change, mass_decision what)
{
    state_->decided(mass_change, what);
}

monitor_status monitor::status() const
{
    return state_->status();
}

std::vector<list_standing> monitor::standing(const subject_range& of, std::chrono::sys_seconds since) const
{
    return state_->standing(of, since);
}

std::vector<list_budget> monitor::budget(const subject_counts& more) const
{
    return state_->budget(more);
}

}  // namespace offlist
