// What the daemon does beside requests and sweeps: watching itself, the resolver and new subjects, keeping house.
#include <boost/asio/use_awaitable.hpp>
#include <random>
#include <store/accounts/idempotency_table.hpp>
#include <store/delistings/delisting_end.hpp>
#include <store/notices/outbox.hpp>
#include <sweep/subjects_of.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "daemon/service.hpp"
#include "daemon/supervisor.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto beat = 1s;         // how often the thread proves that it is not stuck
constexpr auto look_every = 20s;  // for subjects that the command line added: a minute was promised
constexpr auto canary_every = 60s;
constexpr auto canary_again = 5s;  // while the resolver is in trouble
constexpr auto purge_every = 1h;
constexpr int purged_at_once = 5000;  // events in one transaction: others wait to write meanwhile
constexpr auto start_again = 10s;     // when the store could not be read
constexpr auto status_every = 10;     // beats
// New subjects that are asked about at once, those of ranges among them: a /16. What is more has its turn in the round.
constexpr std::size_t most_at_once = 65'536;

std::string status_line(const monitor_status& s)
{
    return std::to_string(s.subjects) + " subjects, " + std::to_string(s.lists.size()) + " lists, " +
           std::to_string(s.slices) + " slices, " + std::to_string(s.lag.count()) + " s behind";
}

// RFC 6761 section 6.4: nothing exists under .invalid, so whoever answers about it rewrites answers.
question canary()
{
    question q;
    q.name = "offlist-" + std::to_string(std::random_device()()) + ".invalid";
    return q;
}

std::string trouble_in(answer_status said)
{
    switch (said) {
        case answer_status::answered:
            return "the resolver answers about names that do not exist: nothing it says can be believed";
        case answer_status::timeout:
            return "no resolver answers";
        case answer_status::unreachable:
            return "no resolver can be reached";
        default:
            return {};
    }
}

}  // namespace

boost::asio::awaitable<void> service::watch_over()
{
    // The watchdog hears of us only from here: a thread that is stuck says nothing and is started anew.
    const bool watched = watchdog_interval().has_value();
    for (int beats = 0;; ++beats) {
        const auto before = time_.steady();
        co_await pause(beat);
        lateness_ =
            std::max(0ms, std::chrono::duration_cast<std::chrono::milliseconds>(time_.steady() - before) - beat);
        if (watched) tell_alive();
        if (beats % status_every == 0) tell_status(status_line(monitor_.status()));
    }
}

boost::asio::awaitable<void> service::run_monitor()
{
    for (;;) {
        // Whatever is stored from here on is new: the monitor reads the store after this.
        if (!subjects_remembered_) {
            const auto seen = co_await new_subjects_.look();
            subjects_remembered_ = seen.has_value();
        }
        auto ended = co_await monitor_.start();
        if (ended || stopping_) break;
        if (monitor_failure_.empty())
            telemetry::log_error("the store cannot be read; tried again every 10 s: " + ended.error().to_string());
        monitor_failure_ = ended.error().to_string();
        co_await pause(start_again);
    }
    monitor_ended_ = true;
}

boost::asio::awaitable<void> service::watch_subjects()
{
    for (;;) {
        co_await look_for_subjects(false);
        co_await pause(look_every);
    }
}

// Requests tell of new subjects at once, and commands beside the daemon cannot: both are found here, in the store.
boost::asio::awaitable<void> service::look_for_subjects(bool changed)
{
    if (!subjects_remembered_) co_return;  // the monitor has not read the store yet, and will find them there
    auto seen = co_await new_subjects_.look();
    if (!seen) co_return;  // a store in trouble is told by the monitor
    if (!seen->changed && !changed) co_return;
    std::vector<subject> added = subjects_of(seen->added, most_at_once);
    if (!added.empty()) monitor_.add(std::move(added));
    monitor_.subjects_changed();
}

boost::asio::awaitable<void> service::watch_resolver()
{
    for (;;) {
        const answer said = co_await engine_.ask(canary());
        std::string trouble = trouble_in(said.status);
        if (trouble != resolver_trouble_) {
            if (trouble.empty())
                telemetry::log_detail("the resolver answers again");
            else
                telemetry::log_warning(trouble);
        }
        resolver_trouble_ = std::move(trouble);
        resolver_seen_ = true;
        co_await pause(resolver_trouble_.empty() ? std::chrono::milliseconds(canary_every) : canary_again);
    }
}

boost::asio::awaitable<void> service::keep_house()
{
    store::idempotency_table kept(*db_);
    for (;;) {
        // what fails, the next hour does
        (void)co_await kept.purge(time_.now_seconds());
        for (bool more = true; more;) {
            const auto gone = co_await store::purge_events(*db_, time_.now_seconds(), purged_at_once);
            more = gone && *gone == purged_at_once;
        }
        (void)co_await store::forget_destroyed(*db_);
        co_await payments_.keep_house();
        co_await pause(purge_every);
    }
}

}  // namespace offlist::daemon
