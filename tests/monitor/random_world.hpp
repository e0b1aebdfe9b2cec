// random_world.hpp: a world of the monitor made by dice, and everything that was true in it, for an oracle.
//
// Lists fall sick and recover, the network and the store fail, the calendar is set, the monitor is stopped or killed;
// subjects get on lists and off them. All by the seed. One thread only.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <monitor/monitor_world.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace offlist::test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class dice {
public:
    explicit dice(std::uint64_t seed) : random_(seed) {}
    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
    bool one_in(int n) { return below(n) == 0; }
    seconds between(seconds least, seconds most)
    {
        return least + seconds(below(static_cast<int>((most - least).count())));
    }

private:
    std::mt19937_64 random_;
};

struct span {
    dns::steady_time from, to;
    [[nodiscard]] bool overlaps(dns::steady_time a, dns::steady_time b) const { return from < b && a < to; }
};
using spans = std::vector<span>;

[[nodiscard]] inline bool any_overlaps(const spans& all, dns::steady_time a, dns::steady_time b)
{
    return std::any_of(all.begin(), all.end(), [&](const span& s) { return s.overlaps(a, b); });
}

using pair_of = std::pair<std::string, std::string>;  // list and subject

class random_world final : public monitor_world {
public:
    static constexpr seconds length = hours(12);

    explicit random_world(std::uint64_t seed) : monitor_world(resolvers(seed)), d_(seed), calm_(seed % 4 == 0)
    {
        begins_ = pipeline.now();
        store.now = [this] { return pipeline.now(); };
        options.interval = hours(1);
        options.confirmation.confirm_after = minutes(d_.one_in(2) ? 10 : 5);
        eras_.push_back({begins_, seconds(0)});
        make_lists();
        make_subjects();
        for (const std::string& id : ids_) list_life(id);
        for (const std::string& id : ids_)
            for (const std::string& about : subjects_) truth_of(id, about);
        if (!calm_) disturb();
        for (int n = d_.below(4); n > 0; --n) at(d_.between(minutes(10), length), [this] { restart(); });
    }

    void run()
    {
        std::stable_sort(events_.begin(), events_.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        start();
        for (auto& [moment, what] : events_) {
            if (moment >= length) break;
            if (begins_ + moment > pipeline.now())
                advance(std::chrono::duration_cast<seconds>(begins_ + moment - pipeline.now()));
            what();
        }
        advance(std::chrono::duration_cast<seconds>(begins_ + length - pipeline.now()));
        store.full = false;
        stop();
    }

    // what was true
    [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }
    [[nodiscard]] const std::vector<std::string>& subjects() const { return subjects_; }
    [[nodiscard]] bool calm() const { return calm_; }
    [[nodiscard]] bool calendar_was_set() const { return eras_.size() > 1; }
    [[nodiscard]] int restarts() const { return restarts_; }
    [[nodiscard]] dns::steady_time begins() const { return begins_; }
    [[nodiscard]] dns::steady_time ends() const { return begins_ + length; }
    [[nodiscard]] const std::map<pair_of, spans>& listed_then() const { return truth_; }
    [[nodiscard]] bool bad(const std::string& id, dns::steady_time a, dns::steady_time b) const
    {
        const auto of = bad_.find(id);
        return (of != bad_.end() && any_overlaps(of->second, a, b)) || any_overlaps(outages_, a, b);
    }
    /// Something that may delay what the monitor does about this list.
    [[nodiscard]] bool disturbed(const std::string& id, dns::steady_time a, dns::steady_time b) const
    {
        return bad(id, a, b) || any_overlaps(disturbances_, a, b);
    }
    /// The store refused, the calendar was set, or the monitor was stopped or killed.
    [[nodiscard]] bool shaken(dns::steady_time a, dns::steady_time b) const
    {
        return any_overlaps(disturbances_, a, b);
    }
    /// When it was by steady time: more than one moment where the calendar was set back.
    [[nodiscard]] std::vector<dns::steady_time> moments_of(std::chrono::sys_seconds calendar) const
    {
        std::vector<dns::steady_time> all;
        for (std::size_t n = 0; n < eras_.size(); ++n) {
            const auto zero = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + hours(8) + eras_[n].shift;
            const dns::steady_time moment = begins_ + (calendar - zero);
            const bool over = n + 1 < eras_.size() && moment >= eras_[n + 1].from;
            if (moment >= eras_[n].from - seconds(1) && !over) all.push_back(moment);
        }
        return all;
    }

private:
    struct era {
        dns::steady_time from;
        seconds shift;
    };

    static std::vector<std::string> resolvers(std::uint64_t seed)
    {
        if (seed % 3 != 0) return {"192.0.2.53:53"};
        return {"192.0.2.53:53", "192.0.2.54:53"};
    }
    void at(seconds moment, std::function<void()> what) { events_.emplace_back(moment, std::move(what)); }

    void make_lists()
    {
        for (int n = 1 + d_.below(4); n > 0; --n) {
            const std::string id = "list" + std::to_string(n);
            ids_.push_back(id);
            blocklist& l = list(id);
            if (d_.one_in(4)) l.limits.per_second = 1 + d_.below(5);
            if (d_.one_in(4)) l.limits.per_day = 300 + d_.below(2000);
        }
    }
    // Fewer than a wave, so that none is kept back: waves have tests of their own.
    void make_subjects()
    {
        for (int n = 1 + d_.below(18); n > 0; --n) {
            subjects_.push_back("45.83.12." + std::to_string(n));
            store.own(subjects_.back(), 1 + d_.below(2));
        }
    }
    // Bad for a while and well for a while, each longer than a slice: what is shorter nobody could notice.
    void list_life(const std::string& id)
    {
        if (calm_) return;
        constexpr mood moods_of_a_sick_one[] = {mood::silent, mood::everything, mood::nothing, mood::refusing};
        for (seconds t = d_.between(minutes(0), length); t < length; t += d_.between(minutes(30), hours(8))) {
            const mood now = moods_of_a_sick_one[d_.below(4)];
            const seconds ends = t + d_.between(minutes(20), hours(3));
            at(t, [this, id, now] { moods[id] = now; });
            at(ends, [this, id] { moods[id] = mood::well; });
            bad_[id].push_back({begins_ + t, begins_ + ends});
            t = ends;
        }
    }
    void truth_of(const std::string& id, const std::string& about)
    {
        if (!d_.one_in(5)) return;
        for (seconds t = d_.between(seconds(0), hours(6)); t < length; t += d_.between(minutes(1), hours(4))) {
            const seconds ends =
                t + (d_.one_in(3) ? d_.between(seconds(10), minutes(20)) : d_.between(minutes(20), hours(5)));
            at(t, [this, id, about] { lists_it(id, about); });
            at(ends, [this, id, about] { clears(id, about); });
            truth_[{id, about}].push_back({begins_ + t, begins_ + ends});
            t = ends + minutes(1);
        }
    }
    void disturb()
    {
        if (d_.one_in(3)) {
            const seconds t = d_.between(minutes(5), length), ends = t + d_.between(minutes(20), hours(2));
            at(t, [this] { network = false; });
            at(ends, [this] { network = true; });
            outages_.push_back({begins_ + t, begins_ + ends});
        }
        if (d_.one_in(3)) {
            const seconds t = d_.between(minutes(5), length), ends = t + d_.between(minutes(1), hours(2));
            at(t, [this] { store.full = true; });
            at(ends, [this] { store.full = false; });
            disturbances_.push_back({begins_ + t, begins_ + ends + minutes(2)});
        }
        for (int n = d_.below(3); n > 0; --n) {
            const seconds by =
                d_.one_in(2) ? d_.between(seconds(1), hours(24 * 400)) : -d_.between(seconds(1), hours(24 * 400));
            at(d_.between(minutes(5), length), [this, by] {
                time.shift += by;
                eras_.push_back({pipeline.now(), time.shift});
                disturbances_.push_back({pipeline.now(), pipeline.now() + minutes(30)});
            });
        }
    }
    void restart()
    {
        const dns::steady_time before = pipeline.now();
        d_.one_in(2) ? stop() : crash();
        start();
        ++restarts_;
        disturbances_.push_back({before, pipeline.now() + minutes(5)});
    }

    dice d_;
    bool calm_;
    dns::steady_time begins_;
    std::vector<std::string> ids_;
    std::vector<std::string> subjects_;
    std::vector<std::pair<seconds, std::function<void()>>> events_;
    std::vector<era> eras_;
    std::map<pair_of, spans> truth_;
    std::map<std::string, spans> bad_;
    spans outages_;
    spans disturbances_;
    int restarts_ = 0;
};

}  // namespace offlist::test
