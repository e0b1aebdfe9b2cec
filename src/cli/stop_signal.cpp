#include "cli/stop_signal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace offlist::cli {
namespace {

// What the handler needs. A handler may touch lock-free atomics and call write() (POSIX.1-2017, 2.4.3).
std::atomic<int> read_end{-1};
std::atomic<int> write_end{-1};
std::atomic<bool> noticed{false};
static_assert(std::atomic<int>::is_always_lock_free);

constexpr std::array<int, 2> stopping{SIGINT, SIGTERM};

void use_default()
{
    for (const int number : stopping) std::signal(number, SIG_DFL);
}

extern "C" void on_signal(int)
{
    const int before = errno;
    use_default();
    noticed = true;
    const char octet = 1;
    (void)!::write(write_end, &octet, 1);
    errno = before;
}

int open_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        throw std::system_error(errno, std::generic_category(), "a pipe for signals");
    read_end = ends[0];
    write_end = ends[1];
    return ends[0];
}

}  // namespace

stop_signal::stop_signal(boost::asio::any_io_executor on, std::function<void()> then) : noticed_(on, open_pipe())
{
    noticed = false;
    struct sigaction how = {};
    how.sa_handler = on_signal;  // without SA_RESTART: a write that blocks is to return
    sigemptyset(&how.sa_mask);
    for (const int number : stopping) ::sigaction(number, &how, nullptr);
    noticed_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                        [then = std::move(then)](const boost::system::error_code& error) {
                            if (!error) then();
                        });
}

stop_signal::~stop_signal()
{
    forget();
    read_end = -1;  // noticed_ closes it
    ::close(write_end.exchange(-1));
}

void stop_signal::forget()
{
    use_default();
    noticed_.cancel();
}

bool stop_signal::seen() noexcept
{
    return noticed;
}

int stop_signal::descriptor() noexcept
{
    return read_end;
}

}  // namespace offlist::cli
