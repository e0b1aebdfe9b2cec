// What a slice asks: from each list what is due, within what its limits carry.
#include <algorithm>
#include <functional>
#include <limits>
#include <sweep/budget.hpp>
#include <sweep/lending.hpp>

#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

// Pace of a list with little to ask, a second: its tests must not crawl.
constexpr double least_pace = 2;
// Part of the slice that questions are spread over; the rest is for tests and slow answers.
constexpr double spread = 0.85;
// Bounds memory whatever has piled up: listings of one list in one slice.
constexpr std::uint64_t most_listings = 20'000;
constexpr std::uint64_t unlimited = std::uint64_t{1} << 40U;
// Confirmations and open listings cost a question for their text too.
constexpr std::uint64_t cost_of_listing = 2;

std::uint64_t entries_of(const blocklist& list, subject_kind kind)
{
    const test_entry& t = list.test_of(kind);
    return (t.listed.empty() ? 0U : 1U) + (t.unlisted.empty() ? 0U : 1U);
}

}  // namespace

slice monitor::state::plan(dns::steady_time now)
{
    slice s;
    s.began = now;
    s.at = time_.now_seconds();
    const std::uint64_t number = slice_number_++;
    for (std::uint32_t track = 0; track < tracks_.size(); ++track) {
        monitored_track& t = tracks_[track];
        if (!t.in_use) continue;
        turn_wheels(t, track, now);
        if (number < t.rests_until) continue;
        const bool regular = number % t.allowed.every == 0;
        const bool urgent = number % t.allowed.urgent_every == 0;
        if (regular || urgent) plan_list(s, track, regular, urgent);
    }
    add_witnesses(s);
    add_lenders(s);
    return s;
}

// A list that is silent where no other is asked looks like a broken network. So others, which are well, are tested
// beside it: if they answer, it is the list.
void monitor::state::add_witnesses(slice& s)
{
    constexpr std::ptrdiff_t enough = 2;  // or as many as fail, so that an operator's three lists are not the majority
    const auto fails = [this](std::uint32_t track) { return tracks_[track].failing(); };
    const auto failing = std::count_if(s.tracks.begin(), s.tracks.end(), fails);
    if (failing == 0) return;
    std::ptrdiff_t wanted = std::max(enough, failing) - (std::ssize(s.tracks) - failing);
    // a list with a small day is a witness only where its day has foreseen a test
    const auto spared = [this](const monitored_track& t) {
        return t.allowed.every > 1 && (slice_number_ - 1) % t.allowed.urgent_every != 0;
    };
    std::vector<std::uint32_t> others;
    for (std::uint32_t track = 0; track < tracks_.size(); ++track)
        if (tracks_[track].in_use && !fails(track) && tracks_[track].tests > 0 && !spared(tracks_[track]) &&
            room_of(tracks_[track]) > 0 && std::find(s.tracks.begin(), s.tracks.end(), track) == s.tracks.end())
            others.push_back(track);
    // first those whose tests their day does not feel
    std::stable_sort(others.begin(), others.end(),
                     [this](auto a, auto b) { return tracks_[a].allowed.every < tracks_[b].allowed.every; });
    for (auto track = others.begin(); track != others.end() && wanted > 0; ++track, --wanted) add_tests(s, *track);
}

// Where the slice's own lists cannot tell whether a resolver brings their answers home, these are borrowed from. They
// cost nothing until then.
void monitor::state::add_lenders(slice& s) const
{
    std::vector<std::uint32_t> others;
    for (std::uint32_t track = 0; track < tracks_.size(); ++track) {
        const monitored_track& t = tracks_[track];
        if (t.in_use && !t.failing() && room_of(t) > 0 &&
            std::find(s.tracks.begin(), s.tracks.end(), track) == s.tracks.end())
            others.push_back(track);
    }
    // first those whose days do not feel it
    std::stable_sort(others.begin(), others.end(),
                     [this](auto a, auto b) { return tracks_[a].allowed.every < tracks_[b].allowed.every; });
    std::vector<blocklist> all;
    all.reserve(others.size());
    for (const std::uint32_t track : others) all.push_back(tracks_[track].list.definition);
    s.lenders = lenders_for(s.lists, all);
}

// A list that is asked nothing in this slice, but its test entries.
void monitor::state::add_tests(slice& s, std::uint32_t track)
{
    monitored_track& t = tracks_[track];
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        if (!t.course(kind).active || entries_of(t.list.definition, kind) == 0) continue;
        slice_course part;
        part.track = track;
        part.kind = kind;
        s.work.push_back({s.lists.size(), kind, question_feed()});
        s.courses.push_back(std::move(part));
        break;
    }
    s.tracks.push_back(track);
    s.lists.push_back(t.list.definition);
}

void monitor::state::turn_wheels(monitored_track& t, std::uint32_t track, dns::steady_time now)
{
    list_load load;
    load.open = listings_.of(track).open;
    t.tests = 0;
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        if (!t.course(kind).active) continue;
        load.subjects += subjects_.count(kind);
        if (subjects_.count(kind) != 0) t.tests += 2 * entries_of(t.list.definition, kind) * pipeline_.server_count();
    }
    load.tests = t.tests;
    t.allowed = quota_of(t.list.definition.limits, load, options_.interval, options_.listed_interval, options_.slice);
    tell_of_long_round(t, load.subjects);
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        monitored_course& c = t.course(kind);
        if (c.active) c.round.turn(subjects_.count(kind), t.allowed.period, now);
    }
}

// Once, and again when it has become twice as long.
void monitor::state::tell_of_long_round(monitored_track& t, std::uint64_t subjects)
{
    if (!t.in_use || t.allowed.period <= options_.interval) {
        t.told_period = std::chrono::seconds(0);
        return;
    }
    if (t.told_period.count() != 0 && t.allowed.period < 2 * t.told_period) return;
    t.told_period = t.allowed.period;
    observer_.note(why_longer(t.list.definition, subjects, t.allowed.period, options_.interval));
}

// Questions about subjects that the list may be asked in this slice.
std::uint64_t monitor::state::room_of(const monitored_track& t) const
{
    std::uint64_t room = std::min(t.allowed.most, unlimited);
    if (const auto per_day = t.list.definition.limits.per_day) {
        const auto now = time_.now();
        const auto day = std::chrono::floor<std::chrono::days>(now);
        const auto to_midnight = std::chrono::ceil<std::chrono::seconds>(day + std::chrono::days(1) - now);
        const std::int64_t left = std::max<std::int64_t>(*per_day - budgets_.used(t.list.definition.id, day), 0);
        const std::uint64_t share =
            share_of_day(static_cast<std::uint64_t>(left), t.allowed.every * options_.slice, to_midnight);
        room = std::min(room, share > t.tests ? share - t.tests : 0);
    }
    return room;
}

void monitor::state::plan_list(slice& s, std::uint32_t track, bool regular, bool urgent)
{
    monitored_track& t = tracks_[track];
    std::uint64_t room = room_of(t);
    if (room == 0) return;
    std::vector<std::vector<watched_item>> items(subject_kinds);
    std::array<std::uint64_t, subject_kinds> arrived{};
    std::uint64_t texts = 0;
    if (urgent) {
        const auto pending = listings_.take_due(track, true, s.began, std::min(room / cost_of_listing, most_listings));
        watch_listings(s, items, pending);
        room -= cost_of_listing * pending.size();
        texts += pending.size();
        // A range that somebody adds may be large: open listings and the round go on beside it.
        std::uint64_t for_arrivals = regular ? (room + 1) / 2 : room;
        for (std::size_t k = 0; k < subject_kinds; ++k) {
            monitored_course& c = t.courses[k];
            if (!c.active) continue;
            c.next_arrival = std::max(c.next_arrival, arrivals_[k].begin());
            arrived[k] = std::min({arrivals_[k].waiting(c.next_arrival), for_arrivals, most_listings});
            for (std::uint64_t n = 0; n < arrived[k]; ++n) items[k].push_back({arrivals_[k].at(c.next_arrival + n), 0});
            for_arrivals -= arrived[k];
            room -= arrived[k];
        }
    }
    std::array<std::uint64_t, subject_kinds> due{};
    if (regular) {
        std::uint64_t round = 0;
        for (std::size_t k = 0; k < subject_kinds; ++k)
            if (t.courses[k].active)
                round += due[k] = t.courses[k].round.due(s.began, t.allowed.every * options_.slice);
        // open listings may take half, or what the round leaves
        const std::uint64_t for_open = std::max(room / 2, room - std::min(round, room)) / cost_of_listing;
        const auto open = listings_.take_due(track, false, s.began, std::min(for_open, most_listings));
        watch_listings(s, items, open);
        room -= cost_of_listing * open.size();
        texts += open.size();
        for (auto w = watches_.lower_bound({track, ""}); w != watches_.end() && w->first.first == track && room > 0;
             ++w) {
            if (w->second.ask_at > s.began) continue;
            w->second.ask_at = s.began + w->second.every;
            items[static_cast<std::size_t>(kind_of(w->second.about))].push_back({w->second.about, 0});
            --room;
        }
    }
    std::uint64_t questions = texts;
    const std::size_t place = s.lists.size();
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        const auto at = static_cast<std::size_t>(k);
        monitored_course& c = t.course(kind);
        slice_course part;
        part.track = track;
        part.kind = kind;
        part.arrivals = arrived[at];
        part.watched = items[at].size();
        if (const std::uint64_t most = std::min(due[at], room); most > 0) {
            part.window = {subjects_, c.after ? subjects_.walk_after(kind, *c.after) : subjects_.walk(kind), most};
            if (part.window.size() == 0)
                part.window = {subjects_, subjects_.walk(kind), most};  // its last were removed
            room -= part.window.size();
        }
        if (part.watched + part.window.size() == 0) continue;
        questions += part.watched + part.window.size();
        auto watched = std::make_shared<const std::vector<watched_item>>(std::move(items[at]));
        s.work.push_back({place, kind, question_feed(std::move(watched), part.window)});
        s.courses.push_back(std::move(part));
    }
    if (questions == texts) return;
    s.tracks.push_back(track);
    s.lists.push_back(t.list.definition);
    // spread over the slice, instead of asking it all at once and waiting for the next
    auto& rate = s.lists.back().limits.per_second;
    const double length = spread * static_cast<double>(options_.slice.count());
    const double needed = std::max(static_cast<double>(questions + t.tests) / length, least_pace);
    rate = rate ? std::min(*rate, needed) : needed;
}

void monitor::state::watch_listings(slice& s, std::vector<std::vector<watched_item>>& items,
                                    const std::vector<listing_index::number>& taken)
{
    const std::size_t servers = pipeline_.server_count();
    const std::uint32_t all = servers >= 32 ? dns::any_server : (1U << servers) - 1;
    for (const listing_index::number n : taken) {
        const listing_record& r = listings_.at(n);
        if (!subjects_.contains(r.about)) {  // removed: the store has ended it itself
            forget_listing(n);
            continue;
        }
        s.taken.push_back(n);
        // what one resolver said is asked of another: it may have a cache, or a mind, of its own
        const bool pending = r.now.state == listing_state::suspected || r.now.state == listing_state::clearing;
        const std::uint32_t others = pending && servers > 1 ? all & ~(1U << r.now.resolver) : 0;
        items[static_cast<std::size_t>(kind_of(r.about))].push_back({r.about, others});
    }
}

std::vector<list_budget> monitor::state::budget(const subject_counts& more) const
{
    const auto today = std::chrono::floor<std::chrono::days>(time_.now());
    std::vector<list_budget> all;
    for (std::uint32_t track = 0; track < tracks_.size(); ++track) {
        const monitored_track& t = tracks_[track];
        if (!t.in_use) continue;
        const blocklist& list = t.list.definition;
        list_budget b;
        b.blocklist = list.id;
        b.per_day = list.limits.per_day;
        if (b.per_day) b.used_today = budgets_.used(list.id, today);
        for (std::size_t k = 0; k < more.size(); ++k) {
            if (!t.courses[k].active) continue;
            b.subjects += subjects_.count(static_cast<subject_kind>(k));
            b.subjects_with += more[k];
        }
        b.subjects_with += b.subjects;
        list_load load{.subjects = b.subjects, .open = listings_.of(track).open, .tests = t.tests};
        const auto round = [&] {
            return quota_of(list.limits, load, options_.interval, options_.listed_interval, options_.slice).period;
        };
        b.round = round();
        load.subjects = b.subjects_with;
        b.round_with = round();
        all.push_back(std::move(b));
    }
    return all;
}

}  // namespace offlist
