#include "cli/time_limit.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <core/duration.hpp>
#include <utility>

#include "cli/exit_status.hpp"

namespace offlist::cli {
namespace {

// Never waits: what cannot be written now is not.
void write_at_once(int to, const std::string& line)
{
    pollfd ready{.fd = to, .events = POLLOUT, .revents = 0};
    if (::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0) (void)!::write(to, line.data(), line.size());
}

}  // namespace

time_limit::time_limit(std::optional<std::chrono::milliseconds> whole, steady_time start) : whole_(whole), start_(start)
{
}

std::optional<time_limit::steady_time> time_limit::half_of_the_rest() const
{
    if (!whole_) return std::nullopt;
    const auto now = std::chrono::steady_clock::now();
    const auto end = start_ + *whole_;
    return now + std::max(end - now, steady_time::duration::zero()) / 2;
}

std::optional<std::chrono::milliseconds> time_limit::rest() const
{
    using std::chrono::milliseconds;
    if (!whole_) return std::nullopt;
    const auto end = start_ + *whole_ - *whole_ / 16;
    return std::max(std::chrono::floor<milliseconds>(end - std::chrono::steady_clock::now()), milliseconds(1));
}

limit_guard::limit_guard(std::optional<std::chrono::milliseconds> whole, std::string first_line)
{
    if (!whole) return;
    watcher_ = std::thread([this, whole = *whole, line = std::move(first_line)] { watch(whole, line); });
}

limit_guard::~limit_guard()
{
    if (!watcher_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        done_ = true;
    }
    ended_.notify_one();
    watcher_.join();
}

void limit_guard::watch(std::chrono::milliseconds whole, const std::string& first_line)
{
    constexpr std::chrono::milliseconds at_least{250};  // a busy machine is not a stuck one
    std::unique_lock lock(mutex_);
    if (ended_.wait_for(lock, whole + std::max(whole / 8, at_least), [this] { return done_; })) return;
    if (!first_line.empty()) write_at_once(STDOUT_FILENO, first_line + '\n');
    write_at_once(STDERR_FILENO, "offlist: error: not done within " + offlist::to_string(whole) +
                                     ": a file, a disk or the reader of the output does not let go\n");
    ::_exit(static_cast<int>(exit_status::unknown));
}

}  // namespace offlist::cli
