#include "cli/bounded_input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace offlist::cli {
namespace {

// Opening a pipe that nobody writes to waits as well.
int open_input(const std::string& file)
{
    if (file == "-") return STDIN_FILENO;
    std::error_code ignored;
    const bool pipe = std::filesystem::is_fifo(file, ignored);
    return ::open(file.c_str(), O_RDONLY | O_CLOEXEC | (pipe ? O_NONBLOCK : 0));
}

}  // namespace

bounded_input::bounded_input(const std::string& file, std::optional<time_limit::steady_time> until)
    : std::istream(nullptr), name_(file == "-" ? "" : file), descriptor_(open_input(file)), until_(until)
{
    rdbuf(this);
    if (descriptor_ < 0) setstate(std::ios_base::failbit);
}

bounded_input::~bounded_input()
{
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

std::streambuf::int_type bounded_input::underflow()
{
    using traits = std::streambuf::traits_type;
    using std::chrono::milliseconds;
    for (;;) {
        auto wait = milliseconds(-1);  // for ever
        if (until_) {
            wait = std::chrono::ceil<milliseconds>(*until_ - std::chrono::steady_clock::now());
            wait = std::clamp(wait, milliseconds(0), milliseconds(3'600'000));
            if (wait.count() == 0) {
                too_late_ = problem{.what = (name_.empty() ? std::string("standard input") : "the file") +
                                            " had not come to its end when half of the time was up",
                                    .expected = "an end of it, or a longer --max-duration",
                                    .file = name_};
                return traits::eof();
            }
        }
        pollfd ready{.fd = descriptor_, .events = POLLIN, .revents = 0};
        const int polled = ::poll(&ready, 1, static_cast<int>(wait.count()));
        if (polled == 0 || (polled < 0 && errno == EINTR)) continue;
        const ssize_t got = ::read(descriptor_, buffer_.data(), buffer_.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got < 0) throw std::system_error(errno, std::generic_category());  // badbit: [istream]
        if (got == 0) return traits::eof();
        setg(buffer_.data(), buffer_.data(), buffer_.data() + got);
        return traits::to_int_type(buffer_.front());
    }
}

}  // namespace offlist::cli
