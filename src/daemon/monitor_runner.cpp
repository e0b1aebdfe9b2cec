#include "daemon/monitor_runner.hpp"

#include <sweep/subjects_of.hpp>
#include <telemetry/log.hpp>
#include <utility>
#include <vector>

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto start_again = 10s;              // when the store could not be read
constexpr auto look_for_subjects_every = 20s;  // for those that the command line added: a minute was promised
// New subjects that are asked about at once, those of ranges among them: a /16. What is more has its turn in the round.
constexpr std::size_t most_at_once = 65'536;

void tell_trouble_of_start(const std::string& trouble)
{
    if (!trouble.empty()) telemetry::log_error("the store cannot be read; tried again every 10 s: " + trouble);
}

}  // namespace

monitor_runner::monitor_runner(const boost::asio::any_io_executor& on, store::database& db, monitor& runs)
    : monitor_(runs),
      new_subjects_(db),
      starts_(
          on, [this] { return start(); }, tell_trouble_of_start),
      looks_(on, [this] { return look(); })
{
}

boost::asio::awaitable<void> monitor_runner::run()
{
    co_await starts_.run();
    ended_ = true;
}

boost::asio::awaitable<round_outcome> monitor_runner::start()
{
    // Whatever is stored from here on is new: the monitor reads the store after this.
    if (!remembered_) {
        const auto seen = co_await new_subjects_.look();
        remembered_ = seen.has_value();
    }
    const auto ran = co_await monitor_.start();
    if (ran) starts_.stop();  // it has run, and has been stopped
    round_outcome outcome{.next = start_again, .trouble = {}};
    if (!ran) outcome.trouble = ran.error().to_string();
    co_return outcome;
}

void monitor_runner::subjects_changed()
{
    changed_ = true;
    looks_.wake();
}

// Requests tell of new subjects at once, and commands beside the daemon cannot: both are found here, in the store, so
// that none is asked about twice. A store in trouble is told by the monitor.
boost::asio::awaitable<round_outcome> monitor_runner::look()
{
    // the monitor has not read the store yet, and will find them there
    if (!remembered_) co_return round_outcome{.next = look_for_subjects_every, .trouble = {}};
    const bool told = std::exchange(changed_, false);
    const auto seen = co_await new_subjects_.look();
    if (!seen) changed_ = changed_ || told;
    if (seen && (seen->changed || told)) {
        std::vector<subject> added = subjects_of(seen->added, most_at_once);
        if (!added.empty()) monitor_.add(std::move(added));
        monitor_.subjects_changed();
    }
    co_return round_outcome{.next = look_for_subjects_every, .trouble = {}};
}

void monitor_runner::stop()
{
    starts_.stop();
    monitor_.stop();
}

}  // namespace offlist::daemon
