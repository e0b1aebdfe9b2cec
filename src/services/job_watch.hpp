// job_watch.hpp: what moves delistings without anybody's doing: what DNS says about their subjects, listings that
// ended, lists that closed, leases and caps that ran out. What no answer says must last, and if it would end many jobs,
// staff must say so (lost_grounds.hpp).
//
// No use case but a loop of the daemon: one look, and when something has happened one transaction, a round. What was
// applied is in the store; what was only heard before a crash is asked again. For one thread; the database does its
// work elsewhere. Problem of a round: the store cannot be read or written; the next one makes up for it.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <cstdint>
#include <delisting/policy.hpp>
#include <deque>
#include <listing/evidence.hpp>
#include <memory>
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <set>
#include <store/engine/database.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "services/lost_grounds.hpp"

namespace offlist::services {

/// Port: whoever asks DNS about a pair again and again and tells the answers: the monitor.
class pair_watcher {
public:
    virtual ~pair_watcher() = default;
    /// Asks at least so often from now on. Told again with the same interval, nothing changes.
    virtual void watch(const subject& about, std::string_view blocklist, std::chrono::seconds every) = 0;
    virtual void unwatch(const subject& about, std::string_view blocklist) = 0;
};

/// By what jobs are judged in one round.
struct round_rules {
    std::shared_ptr<const catalog> lists;
    delisting_policy policy;
    std::chrono::seconds ask_every{0};  ///< how often the subjects of jobs are asked about
};

/// What one round has done.
struct round_report {
    std::size_t live = 0;     ///< jobs that have not ended
    std::size_t answers = 0;  ///< applied
    std::size_t changed = 0;  ///< jobs whose state is another one now
    std::size_t stopped = 0;  ///< jobs that would have ended, were they not so many: staff must say so
    [[nodiscard]] bool moved() const { return changed > 0; }
};

class job_watch {
public:
    /// Answers wait for the next round, at most so many: the oldest are given up, and asked again by themselves.
    static constexpr std::size_t most_answers = 100'000;

    job_watch(store::database& db, const clock& time, pair_watcher& asks) : db_(db), time_(time), asks_(asks) {}

    /// What was learnt about a watched pair. `said` is listed or clean only if the list has proved that it works.
    void saw(const subject& about, const std::string& blocklist, evidence said);
    /// One round. Problem: the store cannot be read or written; the answers are kept for the next round.
    [[nodiscard]] boost::asio::awaitable<parsed<round_report>> round(round_rules rules);

private:
    struct heard {
        std::string subject;
        std::string blocklist;
        evidence said;
    };
    using pair = std::pair<std::string, std::string>;  // subject, blocklist
    struct state_of_jobs;

    [[nodiscard]] static state_of_jobs look(soci::session& s, const round_rules& rules, std::chrono::sys_seconds now);
    [[nodiscard]] static round_report apply(soci::session& s, const std::deque<heard>& answers,
                                            const state_of_jobs& found, const round_rules& rules,
                                            std::chrono::sys_seconds now);
    void watch_these(const std::set<pair>& wanted, std::chrono::seconds every);
    void put_back(std::deque<heard> answers);

    store::database& db_;
    const clock& time_;
    pair_watcher& asks_;
    std::deque<heard> answers_;
    std::set<pair> watched_;
    lost_grounds grounds_;
};

}  // namespace offlist::services
