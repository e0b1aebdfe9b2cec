#include "services/job_watch.hpp"

#include <boost/assert.hpp>
#include <core/timestamp.hpp>
#include <map>
#include <optional>
#include <store/delistings/delisting_end.hpp>
#include <store/delistings/delisting_rows.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/engine/sql.hpp>
#include <store/monitoring/evidence_json.hpp>
#include <store/monitoring/health_reader.hpp>
#include <vector>

namespace offlist::services {
namespace {

using std::chrono::sys_seconds;

constexpr std::size_t most_woken = 1000;  // in one transaction; the others in the next round

bool looks_at_dns(job_state s)
{
    return s == job_state::submitted || s == job_state::uncertain || s == job_state::verifying;
}

using health_by_list = std::map<std::pair<std::string, subject_kind>, health_change>;

health_by_list newest_health(soci::session& s)
{
    health_by_list found;
    for (health_change& h : store::health_reader::newest(s)) {
        const std::pair key{h.blocklist, h.kind};
        found.emplace(key, std::move(h));
    }
    return found;
}

/// Why the list counts as closed though the catalogue still has it: it has answered wrongly for too long.
std::optional<std::string> why_broken(const health_by_list& health, const job& j, sys_seconds now,
                                      const delisting_policy& policy)
{
    const auto about = parse_subject(j.subject, special_addresses::allow);
    if (!about) return std::nullopt;
    const auto newest = health.find({j.blocklist, kind_of(*about)});
    if (newest == health.end() || newest->second.now != list_state::unhealthy) return std::nullopt;
    if (now - newest->second.at < policy.broken_after) return std::nullopt;
    return "it has failed its own test entries since " + timestamp(newest->second.at) + ": " + newest->second.why;
}

// What would end the job though no answer about its subject says so.
std::optional<lost_ground> ground_of(const job& j, const catalog& lists, const health_by_list& health, sys_seconds now,
                                     const delisting_policy& policy)
{
    lost_ground found{.job = j.id, .cause = store::end_cause::hard_cap, .why = {}, .decided = false};
    if (past_cap(j, now, policy)) return found;
    if (const retired_list* const retired = lists.find_retired(j.blocklist)) {
        found.cause = store::end_cause::list_retired;
        found.why = retired->history;
        return found;
    }
    if (lists.find(j.blocklist) == nullptr) {
        found.cause = store::end_cause::list_missing;
        found.why = "it was taken out of the catalogue";
        return found;
    }
    if (auto why = why_broken(health, j, now, policy)) {
        found.cause = store::end_cause::list_broken;
        found.why = std::move(*why);
        return found;
    }
    return std::nullopt;
}

}  // namespace

struct job_watch::state_of_jobs {
    std::size_t live = 0;
    std::map<std::int64_t, pair> watched;  // by job
    std::vector<lost_ground> lost;
    judged_grounds judged;               // of those
    std::vector<std::int64_t> relieved;  // jobs of a mass end that have their ground again
    std::vector<store::groundless_job> groundless;
    std::vector<std::int64_t> due;  // jobs of which a lease has run out
    [[nodiscard]] bool anything() const
    {
        return !due.empty() || !judged.end.empty() || !judged.stop.empty() || !relieved.empty() || !groundless.empty();
    }
};

void job_watch::saw(const subject& about, const std::string& blocklist, evidence said)
{
    if (answers_.size() == most_answers) answers_.pop_front();
    answers_.push_back({to_string(about), blocklist, std::move(said)});
}

job_watch::state_of_jobs job_watch::look(soci::session& s, const round_rules& rules, sys_seconds now)
{
    state_of_jobs found;
    const health_by_list health = newest_health(s);
    const auto mass_ends = store::causes_of_mass_ends(s);
    for (const job& j : store::select_jobs(s, "WHERE ended_at IS NULL ORDER BY account, id", {})) {
        ++found.live;
        const auto stopped = mass_ends.find(j.mass_end);
        auto lost = ground_of(j, *rules.lists, health, now, rules.policy);
        // Another process may lack the list, so having it here says nothing of that.
        if (stopped != mass_ends.end() && stopped->second != store::end_cause::list_missing &&
            (!lost || lost->cause != stopped->second))
            found.relieved.push_back(j.id);
        if (looks_at_dns(j.state)) found.watched.emplace(j.id, pair(j.subject, j.blocklist));
        if (lost) {
            lost->decided = stopped != mass_ends.end() && stopped->second == lost->cause;
            found.lost.push_back(std::move(*lost));
        }
        if (found.due.size() < most_woken && lease_over(j, now)) found.due.push_back(j.id);
    }
    found.groundless = store::groundless_jobs(s);
    return found;
}

round_report job_watch::apply(soci::session& s, const std::deque<heard>& answers, const state_of_jobs& found,
                              const round_rules& rules, sys_seconds now)
{
    round_report done;
    done.live = found.live;
    const auto happens = [&](std::int64_t id, const any_job_event& what, const char* actor) {
        const auto before = store::find_job(s, id);
        const auto after = store::apply(s, id, what, now, rules.policy, actor);
        BOOST_ASSERT(before && after);
        if (before->state != after->now.state) ++done.changed;
        return *before != after->now;
    };
    for (const heard& h : answers) {
        const auto live = store::find_live_job(s, h.subject, h.blocklist);
        if (!live || !looks_at_dns(live->state)) continue;
        const bool known = says_whether_listed(h.said.what);
        const observation what{h.said.what, h.said.asked_at, std::chrono::seconds(h.said.ttl), 0};
        if (!happens(live->id, job_event::seen{what, known}, "dns")) continue;
        store::keep_evidence(s, live->id, "answer", store::evidence_text(h.said), h.said.asked_at);
        ++done.answers;
    }
    for (const std::int64_t id : found.relieved) store::let_go(s, id);
    for (const lost_ground& l : found.judged.end) {
        if (l.cause == store::end_cause::hard_cap)
            happens(l.job, job_event::cap_passed{}, "clock");
        else
            happens(l.job, job_event::list_gone{l.why}, "catalogue");
    }
    std::map<store::end_cause, std::vector<std::int64_t>> stopped;
    for (const lost_ground& l : found.judged.stop) stopped[l.cause].push_back(l.job);
    for (const auto& [cause, jobs] : stopped) store::stop_ends(s, cause, jobs, now);
    done.stopped = found.judged.stop.size();
    for (const store::groundless_job& g : found.groundless) happens(g.id, g.end, "monitor");
    for (const std::int64_t id : found.due) happens(id, job_event::tick{}, "clock");
    return done;
}

boost::asio::awaitable<parsed<round_report>> job_watch::round(round_rules rules)
{
    const sys_seconds now = time_.now_seconds();
    auto looking = [rules, now](soci::session& s) -> parsed<state_of_jobs> { return look(s, rules, now); };
    parsed<state_of_jobs> found = co_await db_.read(std::move(looking));
    if (!found) co_return found.error();
    found->judged = grounds_.judge(found->lost, time_.steady(), rules.policy);
    for (const lost_ground& l : found->judged.end) found->watched.erase(l.job);
    std::set<pair> wanted;
    for (const auto& [id, asked_about] : found->watched) wanted.insert(asked_about);
    round_report report;
    report.live = found->live;
    if (found->anything() || !answers_.empty()) {
        const auto answers = std::make_shared<const std::deque<heard>>(std::exchange(answers_, {}));
        auto applying = [answers, found = std::move(*found), rules, now](soci::session& s) -> parsed<round_report> {
            return apply(s, *answers, found, rules, now);
        };
        const parsed<round_report> done = co_await db_.write(std::move(applying));
        if (!done) {
            put_back(*answers);
            co_return done.error();
        }
        report = *done;
    }
    watch_these(wanted, rules.ask_every);
    co_return report;
}

void job_watch::watch_these(const std::set<pair>& wanted, std::chrono::seconds every)
{
    for (const pair& p : watched_)
        if (!wanted.contains(p))
            if (const auto about = parse_subject(p.first, special_addresses::allow)) asks_.unwatch(*about, p.second);
    // told each time: the watcher may have forgotten, or not known the list yet
    for (const pair& p : wanted)
        if (const auto about = parse_subject(p.first, special_addresses::allow)) asks_.watch(*about, p.second, every);
    watched_ = wanted;
}

void job_watch::put_back(std::deque<heard> answers)
{
    // in the order in which they were given
    answers.insert(answers.end(), std::make_move_iterator(answers_.begin()), std::make_move_iterator(answers_.end()));
    while (answers.size() > most_answers) answers.pop_front();
    answers_ = std::move(answers);
}

}  // namespace offlist::services
