#include "app/console.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/log.hpp"

namespace offlist::app {
namespace {

constexpr std::size_t flushed_at = std::size_t{64} * 1024;  // octets

// 0, or why not everything could be written.
int write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR) return errno;
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

constexpr std::string_view erase_line = "\r\x1b[K";  // ECMA-48 section 8.3.41, EL

}  // namespace

console::console(color_choice color) : colors_(wants_color(color, STDOUT_FILENO)), live_(is_live(STDERR_FILENO)) {}

void console::use(color_choice color)
{
    colors_ = paint(wants_color(color, STDOUT_FILENO));
}

void console::print(std::string_view line)
{
    buffer_ += line;
    buffer_ += '\n';
    if (buffer_.size() >= flushed_at) flush();
}

void console::flush()
{
    if (buffer_.empty()) return;
    clear_progress();
    if (error_ == 0) error_ = write_all(STDOUT_FILENO, buffer_);
    buffer_.clear();
}

void console::warn(std::string_view text)
{
    clear_progress();
    log_warning(text);
}

void console::detail(std::string_view text)
{
    clear_progress();
    log_detail(text);
}

void console::progress(std::string_view line)
{
    if (!live_) return;
    (void)write_all(STDERR_FILENO, std::string(erase_line).append(line));
    drawn_ = true;
}

void console::clear_progress()
{
    if (!drawn_) return;
    drawn_ = false;
    (void)write_all(STDERR_FILENO, erase_line);
}

std::optional<problem> console::failure() const
{
    if (error_ == 0 || error_ == EPIPE) return std::nullopt;
    return problem{.what = "standard output cannot be written: " + std::generic_category().message(error_)};
}

}  // namespace offlist::app
