// Mass changes: what opens or ends with many others is kept back until staff decides.
#include <algorithm>
#include <map>

#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

// Takes out the steps that are not to be written after all: nothing changes, and no mass change keeps them back.
void drop_withdrawn_steps(harvest& h)
{
    std::vector<std::size_t> place(h.record.steps.size(), slice_effect::no_step);
    std::size_t kept = 0;
    for (std::size_t n = 0; n < h.record.steps.size(); ++n) {
        listing_step& step = h.record.steps[n];
        if (step.what == change::none && !step.hold) continue;
        place[n] = kept;
        if (n != kept) h.record.steps[kept] = std::move(step);
        ++kept;
    }
    h.record.steps.resize(kept);
    for (slice_effect& e : h.effects)
        if (e.step != slice_effect::no_step) e.step = place[e.step];
}

// What the listing was before a list that erred began to take it back.
listing_step step_of_dismissal(const listing_record& r, const monitored_list& list, std::chrono::sys_seconds now)
{
    listing_step step;
    step.listing = r.id;
    step.about = r.about;
    step.blocklist = list.definition.id;
    step.scope = list.definition.scope;
    step.from = r.now.state;
    step.because.definition = list.version;
    if (r.now.state == listing_state::suspected) {
        step.what = change::dismissed;
        step.because.what = verdict::listed;
        step.because.asked_at = r.now.counted_at;
    } else {
        step.what = change::recurred;
        step.to = still_listed(r.now, now);
        step.because.reason = unknown_reason::mass_change;
        step.because.asked_at = now;
    }
    return step;
}

}  // namespace

boost::asio::awaitable<void> monitor::state::keep_back_waves(const slice& s, harvest& h)
{
    const dns::steady_time now = time_.steady();
    for (std::size_t place = 0; place < s.tracks.size(); ++place) {
        const tally& counts = h.report.lists[place].counts;
        tracks_[s.tracks[place]].opening.asked(counts.listed + counts.informational + counts.clean, now);
    }
    std::map<std::uint32_t, std::array<std::vector<std::size_t>, 2>> changes;  // effects, by list and direction
    for (std::size_t n = 0; n < h.effects.size(); ++n) {
        const slice_effect& e = h.effects[n];
        if (e.step == slice_effect::no_step || !e.record) continue;
        const change what = h.record.steps[e.step].what;
        if (what != change::opened && !ends_listing(what)) continue;
        const auto direction = what == change::opened ? mass_direction::opening : mass_direction::closing;
        changes[listings_.at(*e.record).list][static_cast<std::size_t>(direction)].push_back(n);
    }
    for (const auto& [track, both] : changes) {
        monitored_track& t = tracks_[track];
        if (const auto& opens = both[static_cast<std::size_t>(mass_direction::opening)];
            !opens.empty() && (t.kept_in(mass_direction::opening) || t.opening.is_mass(options_.mass, now)))
            co_await keep_back(t, mass_direction::opening, opens, h);
        if (const auto& ends = both[static_cast<std::size_t>(mass_direction::closing)]; !ends.empty())
            co_await keep_back_ends(track, ends, h);
    }
    drop_withdrawn_steps(h);
}

// Of what would end now: what is to wait until it can be told whether the list has changed as a whole, or until staff
// has decided.
boost::asio::awaitable<void> monitor::state::keep_back_ends(std::uint32_t track, const std::vector<std::size_t>& ends,
                                                            harvest& h)
{
    monitored_track& t = tracks_[track];
    bool mass = t.kept_in(mass_direction::closing).has_value();
    std::vector<std::size_t> early;
    for (const std::size_t n : ends) {
        const auto judged = judge_end(track, hash_of(listings_.at(*h.effects[n].record).about));
        mass = mass || judged == closing_watch::judged::mass;
        if (judged == closing_watch::judged::too_early) early.push_back(n);
    }
    if (mass) co_return co_await keep_back(t, mass_direction::closing, ends, h);
    for (const std::size_t n : early) hold_back(h, h.effects[n], std::nullopt);
}

closing_watch::judged monitor::state::judge_end(std::uint32_t track, std::size_t subject_hash)
{
    monitored_track& t = tracks_[track];
    // by then each open listing has been asked about, however slow the list's limits make its rounds
    const std::chrono::seconds patience = 2 * std::max(options_.interval, t.allowed.period);
    return t.closing.judge(subject_hash, listings_.of(track).open, options_.mass, patience, time_.steady());
}

// Whether what the list does not list any more proves nothing at the moment.
bool monitor::state::doubts_end(std::uint32_t track, const subject& about)
{
    monitored_track& t = tracks_[track];
    if (t.kept_in(mass_direction::closing) || time_.steady() < t.closings_from) return true;
    const auto open = listings_.find(track, about);
    return open && is_pending(listings_.at(*open).now.state) &&
           judge_end(track, hash_of(about)) != closing_watch::judged::usual;
}

// Writes the mass change down, and keeps back what belongs to it. Where the store cannot have it, all of that waits.
boost::asio::awaitable<void> monitor::state::keep_back(monitored_track& t, mass_direction direction,
                                                       const std::vector<std::size_t>& effects, harvest& h)
{
    std::optional<mass_change>& kept = t.kept_in(direction);
    const bool opening = direction == mass_direction::opening;
    mass_change m = kept.value_or(mass_change{});
    m.blocklist = t.list.definition.id;
    m.direction = direction;
    m.subjects = std::max(m.subjects, opening ? t.opening.subjects() : t.closing.subjects());
    m.accounts = std::max(m.accounts, opening ? t.opening.accounts() : t.closing.accounts());
    if (!kept || kept->subjects < m.subjects || kept->accounts < m.accounts) {
        if (m.id == 0) m.began = time_.now_seconds();
        if (const auto id = co_await written(m)) {
            m.id = *id;
            kept = m;
            observer_.kept_back(m);
        }
    }
    const auto hold = kept ? std::optional(kept->id) : std::nullopt;
    for (const std::size_t n : effects) hold_back(h, h.effects[n], hold);
}

// Until the store has it. None: the monitor is to stop, and the store still refuses.
boost::asio::awaitable<std::optional<std::int64_t>> monitor::state::written(const mass_change& m)
{
    std::chrono::seconds pause{1};
    for (;;) {
        mass_change copy = m;
        const auto id = co_await store_.keep_back(std::move(copy));
        if (id) {
            store_works();
            co_return *id;
        }
        if (!co_await store_failed(id.error(), pause)) co_return std::nullopt;
    }
}

// The change that an answer would have made is not made: one more answer in favour will make it, unless it is kept back
// again. With `hold`, that is written into the listing's history, once.
void monitor::state::hold_back(harvest& h, slice_effect& e, std::optional<std::int64_t> hold) const
{
    listing_step& step = h.record.steps[e.step];
    const listing_record& r = listings_.at(*e.record);
    e.next = kept_back(r.now, e.seen, options_.confirmation);
    const std::chrono::seconds wait = e.next.ask_again - e.seen.at;
    e.counts_from = e.left + wait;
    e.ask_at = e.left + (hold ? std::max(options_.listed_interval, wait) : wait);
    step.what = change::none;
    if (hold && r.hold != *hold) {
        step.to = e.next;
        step.hold = hold;
        return;
    }
    e.step = slice_effect::no_step;
    h.record.touches.push_back({r.id, e.next});
}

// What staff has not decided on, and keeps nothing back any more: the list has taken it back.
boost::asio::awaitable<void> monitor::state::end_waves_that_have_passed()
{
    for (monitored_track& t : tracks_) {
        for (std::optional<mass_change>& kept : t.kept) {
            if (!kept || listings_.held_by(kept->id) != 0) continue;
            const auto done = co_await store_.has_passed(kept->id, time_.now_seconds());
            if (!done) {
                observer_.store_failed(done.error());
                continue;
            }
            observer_.passed(*kept);
            kept.reset();
        }
    }
}

// Commands beside the daemon decide as well, and cannot tell. Costs nothing while nothing is kept back.
boost::asio::awaitable<void> monitor::state::hear_of_decisions()
{
    std::vector<std::int64_t> waiting;
    for (const monitored_track& t : tracks_)
        for (const std::optional<mass_change>& kept : t.kept)
            if (kept) waiting.push_back(kept->id);
    if (waiting.empty()) co_return;
    const auto stored = co_await store_.load_mass_changes();
    if (!stored) co_return;  // looked for again before the next slice
    for (const std::int64_t id : waiting) {
        const auto known = [id](const auto& one) { return one.mass_change == id; };
        if (std::any_of(decisions_.begin(), decisions_.end(), known)) continue;
        const auto found =
            std::find_if(stored->begin(), stored->end(), [id](const mass_change& m) { return m.id == id; });
        // one that is not there any more was decided, and keeps nothing back
        if (found == stored->end())
            decisions_.push_back({id, mass_decision::release});
        else if (found->decision)
            decisions_.push_back({id, *found->decision});
    }
}

boost::asio::awaitable<void> monitor::state::take_decisions()
{
    const std::vector<decision> taken = std::exchange(decisions_, {});
    for (const decision& d : taken) {
        for (monitored_track& t : tracks_) {
            for (std::optional<mass_change>& kept : t.kept) {
                if (!kept || kept->id != d.mass_change) continue;
                if (kept->direction == mass_direction::opening)
                    t.opening.forget();
                else
                    t.closing.forget();
                // otherwise staff would be asked again at once, for as long as the list has lost its data
                if (kept->direction == mass_direction::closing && d.what == mass_decision::dismiss)
                    t.closings_from = time_.steady() + options_.interval;
                kept.reset();
            }
        }
        std::vector<listing_index::number> held;
        listings_.for_each([&](listing_index::number n) {
            if (listings_.at(n).hold == d.mass_change) held.push_back(n);
        });
        if (d.what == mass_decision::release) {
            released_.insert(d.mass_change);
            for (const listing_index::number n : held) {  // one more answer in favour makes the change
                listings_.hold(n, 0);
                listings_.ask_at(n, std::max(listings_.at(n).counts_from, time_.steady()));
            }
            continue;
        }
        co_await dismiss(held);
    }
}

boost::asio::awaitable<void> monitor::state::dismiss(const std::vector<listing_index::number>& held)
{
    if (held.empty()) co_return;
    slice_record steps;
    steps.at = time_.now_seconds();
    for (const listing_index::number n : held) {
        const listing_record& r = listings_.at(n);
        steps.steps.push_back(step_of_dismissal(r, tracks_[r.list].list, steps.at));
    }
    const auto stored = co_await record(steps);
    if (!stored) co_return;
    for (std::size_t n = 0; n < held.size(); ++n) {
        const listing& next = steps.steps[n].to;
        const step_result& result = stored->steps.at(n);
        if (result.listing == 0) refused_.push_back(listings_.at(held[n]).about);
        if (result.listing == 0 || next.state == listing_state::clean) {
            forget_listing(held[n]);
            continue;
        }
        listings_.hold(held[n], 0);
        listings_.change(held[n], next);
        listings_.ask_at(held[n], time_.steady() + options_.listed_interval);
    }
}

// It is over, or nobody monitors its subject any more.
void monitor::state::forget_listing(listing_index::number n)
{
    const listing_record& r = listings_.at(n);
    monitored_track& t = tracks_[r.list];
    if (r.now.state == listing_state::suspected)
        t.opening.dismissed(hash_of(r.about));
    else
        t.closing.removed(hash_of(r.about));
    listings_.remove(n);
}

}  // namespace offlist
