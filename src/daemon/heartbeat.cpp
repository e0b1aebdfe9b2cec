#include "daemon/heartbeat.hpp"

#include <algorithm>
#include <monitor/monitor.hpp>
#include <string>

#include "daemon/supervisor.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto beat_every = 1s;
constexpr auto status_every = 10;  // beats

std::string status_line(const monitor_status& s)
{
    return std::to_string(s.subjects) + " subjects, " + std::to_string(s.lists.size()) + " lists, " +
           std::to_string(s.slices) + " slices, " + std::to_string(s.lag.count()) + " s behind";
}

}  // namespace

heartbeat::heartbeat(const boost::asio::any_io_executor& on, const clock& time, const monitor& told_of)
    : time_(time), told_of_(told_of), watched_(watchdog_interval().has_value()), beats_(on, [this] { return beat(); })
{
}

boost::asio::awaitable<round_outcome> heartbeat::beat()
{
    const auto now = time_.steady();
    if (due_) lateness_ = std::max(0ms, std::chrono::duration_cast<std::chrono::milliseconds>(now - *due_));
    due_ = now + beat_every;
    if (watched_) tell_alive();
    if (count_++ % status_every == 0) tell_status(status_line(told_of_.status()));
    co_return round_outcome{.next = beat_every, .trouble = {}};
}

}  // namespace offlist::daemon
