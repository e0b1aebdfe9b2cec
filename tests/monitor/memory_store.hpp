// memory_store.hpp: the monitor's store port in memory, that may be told to refuse. One thread only.
#pragma once
#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <dns/pipeline.hpp>
#include <functional>
#include <map>
#include <monitor/monitor_store.hpp>
#include <set>
#include <string>
#include <sweep/inventory_builder.hpp>
#include <utility>
#include <vector>

namespace offlist::test {

class memory_store final : public monitor_store {
public:
    struct change_seen {
        std::string blocklist, about;
        change what;
        std::chrono::sys_seconds at;
        evidence because;
        dns::steady_time recorded{};
    };

    void own(const std::string& subject, std::int64_t account)
    {
        owners[subject] = account;
        changes.push_back({.id = std::ssize(changes) + 1, .added = true, .text = subject, .last_listing = 0});
    }
    /// Nobody monitors it any more: its listings end with it.
    void disown(const std::string& subject)
    {
        owners.erase(subject);
        std::erase_if(listings, [&](const auto& l) { return l.first.second == subject; });
        changes.push_back({.id = std::ssize(changes) + 1, .added = false, .text = subject, .last_listing = last_id_});
    }

    boost::asio::awaitable<parsed<loaded_subjects>> load_subjects() override
    {
        inventory_builder b({.special = special_addresses::allow});
        for (const auto& [subject, account] : owners) (void)b.add(subject).value();
        ++loads;
        loaded_subjects read{
            .subjects = std::move(b).finish().value().subjects, .changes = std::ssize(changes), .left_out = {}};
        if (after_reading) after_reading();
        co_return read;
    }
    boost::asio::awaitable<parsed<std::vector<subject_change>>> load_subject_changes(std::int64_t after,
                                                                                     int most) override
    {
        if (full) co_return problem{.what = "the disk is full"};
        const auto from = std::min(static_cast<std::size_t>(after), changes.size());
        const auto to = std::min(from + static_cast<std::size_t>(most), changes.size());
        co_return std::vector<subject_change>(changes.begin() + static_cast<std::ptrdiff_t>(from),
                                              changes.begin() + static_cast<std::ptrdiff_t>(to));
    }
    boost::asio::awaitable<parsed<std::vector<stored_listing>>> load_listings() override
    {
        std::vector<stored_listing> all;
        for (const auto& [pair, l] : listings)
            if (owners.count(pair.second) != 0) all.push_back(l);
        co_return all;
    }
    boost::asio::awaitable<parsed<std::vector<round_position>>> load_positions() override
    {
        std::vector<round_position> all;
        for (const auto& [key, p] : positions) all.push_back(p);
        co_return all;
    }
    boost::asio::awaitable<parsed<std::vector<health_change>>> load_health() override
    {
        std::map<std::pair<std::string, subject_kind>, health_change> newest;
        for (const health_change& h : health) newest[{h.blocklist, h.kind}] = h;
        std::vector<health_change> all;
        for (const auto& [key, h] : newest) all.push_back(h);
        co_return all;
    }
    boost::asio::awaitable<parsed<std::vector<list_verification>>> load_verifications() override
    {
        std::vector<list_verification> all;
        for (const auto& [key, v] : verifications) all.push_back(v);
        co_return all;
    }
    boost::asio::awaitable<parsed<std::optional<sweep_record>>> load_sweep() override
    {
        std::optional<sweep_record> open;
        for (const auto& [id, s] : sweeps)
            if (!s.ended) open = s;
        co_return open;
    }
    boost::asio::awaitable<parsed<std::vector<mass_change>>> load_mass_changes() override
    {
        std::vector<mass_change> all;
        for (const auto& [id, m] : waves) all.push_back(m);
        for (const mass_change& m : decided)
            for (const auto& [pair, l] : listings)
                if (l.hold == m.id) {
                    all.push_back(m);
                    break;
                }
        co_return all;
    }
    boost::asio::awaitable<parsed<std::int64_t>> keep_back(mass_change m) override
    {
        if (full) co_return problem{.what = "the disk is full"};
        if (m.id == 0) m.id = ++last_id_;
        waves[m.id] = m;
        co_return m.id;
    }
    boost::asio::awaitable<parsed<void>> has_passed(std::int64_t mass_change, std::chrono::sys_seconds) override
    {
        if (full) co_return problem{.what = "the disk is full"};
        waves.erase(mass_change);
        co_return parsed<void>{};
    }
    boost::asio::awaitable<parsed<slice_result>> record(slice_record s) override
    {
        ++tries;
        if (full) co_return problem{.what = "the disk is full"};
        slice_result result;
        for (const listing_step& step : s.steps) result.steps.push_back(apply(step, s.at));
        for (const listing_touch& t : s.touches)
            for (auto& [pair, l] : listings)
                if (l.id == t.listing) l.now = t.now;
        for (const round_position& p : s.positions) positions[{p.blocklist, p.kind}] = p;
        for (const health_change& h : s.health) health.push_back(h);
        for (const list_verification& v : s.verifications) verifications[{v.blocklist, v.kind}] = v;
        touches += s.touches.size();
        if (s.sweep) {
            if (s.sweep->id == 0) s.sweep->id = ++last_id_;
            result.sweep = s.sweep->id;
            sweeps[s.sweep->id] = *s.sweep;
        }
        co_return result;
    }

    /// Staff decides on the only mass change that waits; its id.
    std::int64_t decide(mass_decision what)
    {
        mass_change m = waves.begin()->second;
        m.decision = what;
        waves.erase(m.id);
        decided.push_back(m);
        return m.id;
    }
    [[nodiscard]] const stored_listing* find(const std::string& list, const std::string& subject) const
    {
        const auto found = listings.find({list, subject});
        return found == listings.end() ? nullptr : &found->second;
    }
    /// As the readers of the store show it: by the listing itself, or by its list.
    [[nodiscard]] std::optional<std::chrono::sys_seconds> unverified_since(const stored_listing& l) const
    {
        if (l.now.unverified_since) return l.now.unverified_since;
        const auto of_list = verifications.find({l.blocklist, kind_of(l.about)});
        return of_list == verifications.end() ? std::nullopt : of_list->second.unverified_since;
    }
    [[nodiscard]] std::chrono::sys_seconds verified_at(const stored_listing& l) const
    {
        const auto of_list = verifications.find({l.blocklist, kind_of(l.about)});
        if (l.now.state != listing_state::listed || l.now.unverified_since || of_list == verifications.end())
            return l.now.verified_at;
        return std::max(l.now.verified_at, of_list->second.verified_at);
    }
    [[nodiscard]] std::size_t count(change what) const
    {
        std::size_t n = 0;
        for (const change_seen& c : history) n += c.what == what ? 1 : 0;
        return n;
    }

    std::map<std::string, std::int64_t> owners;  // by subject
    std::vector<subject_change> changes;
    int loads = 0;                        ///< of all subjects
    std::function<void()> after_reading;  ///< what somebody does when the subjects were read, and the rest was not
    std::map<std::pair<std::string, std::string>, stored_listing> listings;
    std::map<std::pair<std::string, subject_kind>, round_position> positions;
    std::vector<health_change> health;
    std::map<std::pair<std::string, subject_kind>, list_verification> verifications;
    std::size_t touches = 0;
    std::map<std::int64_t, sweep_record> sweeps;
    std::map<std::int64_t, mass_change> waves;  // that staff has not decided on
    std::vector<mass_change> decided;
    std::vector<change_seen> history;
    bool full = false;
    std::function<dns::steady_time()> now;  ///< for change_seen::recorded
    int tries = 0;

private:
    step_result apply(const listing_step& step, std::chrono::sys_seconds at)
    {
        const std::string about = to_string(step.about);
        const auto owner = owners.find(about);
        if (owner == owners.end()) return {};
        const std::pair key{step.blocklist, about};
        const auto found = listings.find(key);
        const listing_state is = found == listings.end() ? listing_state::clean : found->second.now.state;
        if (is != step.from || (step.listing == 0) != (found == listings.end())) return {};
        if (step.what != change::none)
            history.push_back({step.blocklist, about, step.what, at, step.because, now ? now() : dns::steady_time{}});
        stored_listing& l = listings[key];
        if (l.id == 0) l.id = ++last_id_;
        l.account = owner->second;
        l.about = step.about;
        l.blocklist = step.blocklist;
        l.now = step.to;
        l.hold = step.hold;
        const step_result done{l.id, l.account};
        if (step.to.state == listing_state::clean) listings.erase(key);
        return done;
    }

    std::int64_t last_id_ = 0;
};

}  // namespace offlist::test
