#include "daemon/monitor_runner.hpp"

#include <telemetry/log.hpp>
#include <utility>

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto start_again = 10s;              // when the store could not be read
constexpr auto look_for_subjects_every = 20s;  // for those that the command line added: a minute was promised

constexpr std::uint64_t many_subjects = 1000;

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

// An import changes what the daemon has to do, whoever made it.
void monitor_runner::tell_many_subjects()
{
    const monitor_status now = monitor_.status();
    if (!now.loaded) return;
    const std::uint64_t before = std::exchange(subjects_, now.subjects).value_or(now.subjects);
    const std::uint64_t difference = before < now.subjects ? now.subjects - before : before - now.subjects;
    if (difference >= many_subjects)
        telemetry::log_detail(before < now.subjects ? "many subjects have come" : "many subjects have gone",
                              {{"subjects", std::to_string(now.subjects)}, {"before", std::to_string(before)}});
}

// Requests tell of changes at once, and commands beside the daemon cannot.
boost::asio::awaitable<round_outcome> monitor_runner::look()
{
    tell_many_subjects();
    monitor_.subjects_changed();
    co_return round_outcome{.next = look_for_subjects_every, .trouble = {}};
}

void monitor_runner::stop()
{
    starts_.stop();
    monitor_.stop();
}

}  // namespace offlist::daemon
