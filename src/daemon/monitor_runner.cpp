#include "daemon/monitor_runner.hpp"

#include <telemetry/log.hpp>
#include <utility>

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto start_again = 10s;              // when the store could not be read
constexpr auto look_for_subjects_every = 20s;  // for those that the command line added: a minute was promised

void tell_trouble_of_start(const std::string& trouble)
{
    if (!trouble.empty()) telemetry::log_error("the store cannot be read; tried again every 10 s: " + trouble);
}

}  // namespace

monitor_runner::monitor_runner(const boost::asio::any_io_executor& on, monitor& runs)
    : monitor_(runs),
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
    const auto ran = co_await monitor_.start();
    if (ran) starts_.stop();  // it has run, and has been stopped
    round_outcome outcome{.next = start_again, .trouble = {}};
    if (!ran) outcome.trouble = ran.error().to_string();
    co_return outcome;
}

// Requests tell of changes at once, and commands beside the daemon cannot.
boost::asio::awaitable<round_outcome> monitor_runner::look()
{
    monitor_.subjects_changed();
    co_return round_outcome{.next = look_for_subjects_every, .trouble = {}};
}

void monitor_runner::stop()
{
    starts_.stop();
    monitor_.stop();
}

}  // namespace offlist::daemon
