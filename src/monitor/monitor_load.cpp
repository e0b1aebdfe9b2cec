// What the store knows when the monitor begins, and what others change while it runs.
#include <algorithm>
#include <map>
#include <sweep/inventory_builder.hpp>
#include <sweep/subjects_of.hpp>

#include "monitor/monitor_state.hpp"

namespace offlist {
namespace {

// Changes of subjects that are read at once.
constexpr int changes_at_once = 10'000;
// New subjects that are asked about at once, those of ranges among them: a /16. What is more has its turn in the round.
constexpr std::size_t most_arrivals = 65'536;

// What has come, or what has gone, by the last word about each.
inventory inventory_of(const std::map<std::string, const subject_change*>& last, bool added)
{
    inventory_builder builder({.special = special_addresses::allow});
    for (const auto& [text, c] : last)
        if (c->added == added) (void)builder.add(text);  // what the store holds was read once before
    auto built = std::move(builder).finish();
    return built ? std::move(built->subjects) : inventory();
}

}  // namespace

boost::asio::awaitable<parsed<void>> monitor::state::load()
{
    const dns::steady_time now = time_.steady();
    if (auto ok = co_await load_subjects(); !ok) co_return ok;
    // a start that failed behind this point has taken them already
    if (new_lists_) take_lists(std::move(*std::exchange(new_lists_, std::nullopt)));

    auto waves = co_await store_.load_mass_changes();
    if (!waves) co_return std::move(waves).error();
    for (mass_change& m : *waves) {
        if (m.decision) {  // before this start, and not all of it is done
            if (*m.decision == mass_decision::release) released_.insert(m.id);
            decisions_.push_back({m.id, *m.decision});
            continue;
        }
        monitored_track& t = tracks_[track_of(m.blocklist)];
        t.kept_in(m.direction) = std::move(m);
    }
    auto verified = co_await store_.load_verifications();
    if (!verified) co_return std::move(verified).error();
    for (list_verification& v : *verified) {
        monitored_course& c = tracks_[track_of(v.blocklist)].course(v.kind);
        c.told = std::move(v);
    }
    if (auto ok = co_await load_listings(); !ok) co_return ok;

    auto positions = co_await store_.load_positions();
    if (!positions) co_return std::move(positions).error();
    for (const round_position& p : *positions) take_position(p);
    place_new_courses();

    auto health = co_await store_.load_health();
    if (!health) co_return std::move(health).error();
    for (const health_change& h : *health)
        tracks_[track_of(h.blocklist)].course(h.kind).health = health_log(h.now, h.why);

    auto row = co_await store_.load_sweep();
    if (!row) co_return std::move(row).error();
    const std::chrono::sys_seconds today = time_.now_seconds();
    sweep_row_ = *row ? **row : sweep_record{};
    if (sweep_row_.id == 0) sweep_row_.began = today;
    row_began_ = now - std::clamp(today - sweep_row_.began, std::chrono::seconds(0), options_.interval);
    loaded_ = true;
    co_await doubt_unused_lists();
    co_return parsed<void>{};
}

boost::asio::awaitable<parsed<void>> monitor::state::load_subjects()
{
    auto read = co_await store_.load_subjects();
    if (!read) co_return std::move(read).error();
    subjects_ = std::move(read->subjects);
    subjects_at_ = read->changes;
    left_out_ = std::move(read->left_out);
    for (const left_out_subjects& l : left_out_) observer_.left_out(l);
    subject_changes_.clear();
    subjects_stale_ = false;
    subjects_dirty_ = true;  // what came meanwhile is new, and asked at once
    co_return parsed<void>{};
}

boost::asio::awaitable<parsed<void>> monitor::state::load_listings()
{
    auto all = co_await store_.load_listings();
    if (!all) co_return std::move(all).error();
    const dns::steady_time now = time_.steady();
    const std::chrono::sys_seconds today = time_.now_seconds();
    std::vector<std::pair<std::uint32_t, subject>> were_pending;
    listings_.for_each([&](listing_index::number n) {
        if (is_pending(listings_.at(n).now.state))
            were_pending.emplace_back(listings_.at(n).list, listings_.at(n).about);
    });
    listings_.clear();
    for (stored_listing& l : *all) {
        const std::uint32_t track = track_of(l.blocklist);
        monitored_track& t = tracks_[track];
        listing_record r;
        r.about = std::move(l.about);
        r.list = track;
        r.id = l.id;
        r.account = l.account;
        r.now = l.now;
        if (r.now.state == listing_state::listed && !r.now.unverified_since)
            r.now.verified_at = std::max(r.now.verified_at, t.course(kind_of(r.about)).told.verified_at);
        r.verified = now - std::max(today - r.now.verified_at, std::chrono::seconds(0));
        if (l.hold && !released_.contains(*l.hold)) r.hold = *l.hold;
        // what was missed is not asked all at once; and a date far off is a calendar that was set
        std::chrono::seconds wait = std::clamp(r.now.verified_at + options_.listed_interval - today,
                                               std::chrono::seconds(0), options_.listed_interval);
        const bool pending = is_pending(l.now.state);
        if (pending && r.hold == 0)
            wait = std::clamp(l.now.ask_again - today, std::chrono::seconds(0),
                              options_.confirmation.longest_confirm_after);
        else if (wait.count() == 0)
            wait = std::chrono::seconds(hash_of(r.about) % static_cast<std::size_t>(options_.listed_interval.count()));
        if (pending) r.counts_from = now + wait;
        r.ask_at = now + wait;
        const bool news = !l.hold || r.hold != 0;  // what staff has released is none
        if (news && l.now.state == listing_state::suspected) t.opening.suspected(hash_of(r.about), l.account, now);
        if (news && l.now.state == listing_state::clearing) t.closing.clearing(hash_of(r.about), l.account, now);
        if (!listings_.find(track, r.about)) listings_.add(std::move(r));
    }
    order_verifications();
    for (const auto& [track, about] : were_pending) {
        if (listings_.find(track, about)) continue;
        tracks_[track].opening.dismissed(hash_of(about));
        tracks_[track].closing.removed(hash_of(about));
    }
    co_return parsed<void>{};
}

boost::asio::awaitable<void> monitor::state::reload_what_changed()
{
    if (new_lists_) {
        take_lists(std::move(*std::exchange(new_lists_, std::nullopt)));
        place_new_courses();
        co_await doubt_unused_lists();
    }
    if (subjects_dirty_ || subjects_missed_) co_await hear_of_subjects();
    if (subjects_stale_) {
        if (auto ok = co_await load_subjects(); !ok)
            observer_.store_failed(ok.error());
        else
            listings_dirty_ = true;
    }
    take_subject_changes();
    if (std::exchange(listings_dirty_, false)) {
        if (auto ok = co_await load_listings(); !ok) {
            listings_dirty_ = true;
            observer_.store_failed(ok.error());
        }
    }
    for (std::size_t k = 0; k < subject_kinds; ++k) {
        std::uint64_t slowest = arrivals_[k].end();
        for (const monitored_track& t : tracks_)
            if (t.in_use && t.courses[k].active) slowest = std::min(slowest, t.courses[k].next_arrival);
        arrivals_[k].forget_before(slowest);
    }
}

// Reads what others have stored about subjects since. New ones cannot wait: the slice under way is wound down for them,
// but for one that has only just begun, since many may be added one by one.
boost::asio::awaitable<void> monitor::state::hear_of_subjects()
{
    std::size_t arrived = 0;
    for (bool more = true; more;) {
        subjects_dirty_ = subjects_missed_ = false;
        const auto changes = co_await store_.load_subject_changes(subjects_at_, changes_at_once);
        if (!changes) {  // asked for again before the next slice
            subjects_missed_ = true;
            if (!trouble_) observer_.store_failed(changes.error());
            trouble_ = changes.error();
            co_return;
        }
        store_works();
        more = changes->size() == static_cast<std::size_t>(changes_at_once);
        for (const subject_change& c : *changes) {
            subjects_at_ = c.id;
            // what was left out may fit once something has gone
            if (c.text.empty() || (!c.added && !left_out_.empty())) {
                subjects_stale_ = true;
                continue;
            }
            subject_changes_.push_back(c);
            if (!c.added || arrived >= most_arrivals) continue;
            for (subject& s : subjects_of({c.text}, most_arrivals - arrived)) {
                arrivals& queue = arrivals_[static_cast<std::size_t>(kind_of(s))];
                queue.add(std::move(s));
                ++arrived;
            }
        }
    }
    if (arrived > 0 && (running_ == nullptr || time_.steady() - running_->began >= options_.slice / 4)) early_ = true;
}

// Between two slices. What was removed has taken its listings with it, also where somebody has added it again since.
void monitor::state::take_subject_changes()
{
    const std::vector<subject_change> changes = std::exchange(subject_changes_, {});
    std::map<std::string, const subject_change*> last;
    std::map<std::string, const subject_change*> last_removal;
    for (const subject_change& c : changes) {
        last[c.text] = &c;
        if (!c.added) last_removal[c.text] = &c;
    }
    if (!last.empty()) {
        auto next = changed(subjects_, inventory_of(last_removal, false), inventory_of(last, true));
        if (next)
            subjects_ = std::move(*next);
        else
            subjects_stale_ = true;  // reading all again tells whose they are, and leaves those out
    }
    const inventory removed = inventory_of(last_removal, false);
    if (removed.size() > 0) {
        std::vector<std::pair<inventory, std::int64_t>> each;
        each.reserve(last_removal.size());
        for (const auto& [text, c] : last_removal) each.emplace_back(inventory_of({{text, c}}, false), c->last_listing);
        std::vector<listing_index::number> over;
        listings_.for_each([&](listing_index::number n) {
            const listing_record& r = listings_.at(n);
            if (!removed.contains(r.about)) return;
            if (std::any_of(each.begin(), each.end(),
                            [&r](const auto& one) { return r.id <= one.second && one.first.contains(r.about); }))
                over.push_back(n);
        });
        for (const listing_index::number n : over) forget_listing(n);
    }
    // the store knew better, and no removal explains it
    for (const subject& s : std::exchange(refused_, {}))
        if (!removed.contains(s) && subjects_.contains(s)) listings_dirty_ = true;
}

std::uint32_t monitor::state::track_of(const std::string& blocklist)
{
    const auto [place, fresh] = numbers_.try_emplace(blocklist, static_cast<std::uint32_t>(tracks_.size()));
    if (fresh) {
        monitored_list unknown;
        unknown.definition.id = blocklist;
        tracks_.emplace_back(std::move(unknown), options_.interval, time_.steady());
    }
    return place->second;
}

void monitor::state::take_lists(std::vector<monitored_list> lists)
{
    for (monitored_track& t : tracks_) t.in_use = false;
    for (monitored_list& l : lists) {
        monitored_track& t = tracks_[track_of(l.definition.id)];
        t.list = std::move(l);
        t.in_use = true;
        t.sick_slices = t.doubtful_slices = 0;
        t.rests_until = 0;
        for (int k = 0; k < subject_kinds; ++k) {
            const auto kind = static_cast<subject_kind>(k);
            monitored_course& c = t.course(kind);
            const bool asks = t.list.definition.asks(kind);
            if (asks && !c.active) c.next_arrival = arrivals_[static_cast<std::size_t>(k)].end();
            c.active = asks;
        }
    }
}

// Courses without a stored position begin each elsewhere, so that the lists are not all asked about the same subject.
void monitor::state::place_new_courses()
{
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        const std::uint64_t count = subjects_.count(kind);
        std::vector<monitored_course*> fresh;
        for (monitored_track& t : tracks_)
            if (t.in_use && t.course(kind).active && !t.course(kind).placed) fresh.push_back(&t.course(kind));
        inventory::cursor walk = subjects_.walk(kind);
        inventory_item item;
        for (std::size_t n = 0; n < fresh.size(); ++n) {
            const std::uint64_t place = count * n / fresh.size();
            while (walk.done() < place && walk.next(item)) {
            }
            if (place > 0) fresh[n]->after = to_subject(item);
            fresh[n]->placed = true;
            fresh[n]->round_began = time_.now_seconds();
        }
    }
}

void monitor::state::take_position(const round_position& p)
{
    monitored_track& t = tracks_[track_of(p.blocklist)];
    monitored_course& c = t.course(p.kind);
    c.after = p.after;
    c.placed = true;
    c.round_began = p.round_began;
    const dns::steady_time now = time_.steady();
    turn_wheels(t, numbers_.at(p.blocklist), now);
    // A calendar that was set back makes it ahead of itself: by no more than a slice.
    const std::chrono::seconds passed =
        std::clamp<std::chrono::seconds>(time_.now_seconds() - p.at, -options_.slice, t.allowed.period);
    c.round.fall_behind(passed);
}

}  // namespace offlist
