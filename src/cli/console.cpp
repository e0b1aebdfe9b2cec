#include "cli/console.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>
#include <core/quoted.hpp>
#include <core/unicode/invisible.hpp>
#include <core/utf8.hpp>
#include <telemetry/log.hpp>
#include <telemetry/wrapped.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "cli/stop_signal.hpp"

namespace offlist::cli {
namespace {

constexpr std::size_t flushed_at = std::size_t{64} * 1024;  // octets

constexpr std::size_t written_at_once = 4096;  // octets: what a pipe that poll() calls writable takes without blocking
constexpr int patience_after_signal = 1000;    // ms that a reader has to go on reading after a signal to stop

// Waits until standard output takes something. A signal to stop ends the wait for a reader that has stopped reading;
// one that goes on still gets everything.
int wait_for_reader()
{
    for (;;) {
        const bool stopping = stop_signal::seen();
        std::array<pollfd, 2> waited{
            {{STDOUT_FILENO, POLLOUT, 0}, {stopping ? -1 : stop_signal::descriptor(), POLLIN, 0}}};
        const int ready = ::poll(waited.data(), waited.size(), stopping ? patience_after_signal : -1);
        if (ready < 0 && errno != EINTR) return errno;
        if (ready == 0) return ECANCELED;
        if (ready > 0 && waited[0].revents != 0) return 0;
    }
}

// 0, or why not everything could be written: ECANCELED when nobody read it after a signal to stop.
int write_results(std::string_view text)
{
    while (!text.empty()) {
        if (const int why = wait_for_reader(); why != 0) return why;
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), std::min(text.size(), written_at_once));
        if (written < 0 && errno != EINTR) return errno;
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

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

// What paint writes: ESC [ numbers m (ECMA-48 section 8.3.117, SGR). How many octets of it `text` begins with.
std::size_t colour_at(std::string_view text)
{
    if (!text.starts_with("\x1b[")) return 0;
    const std::size_t end = text.find_first_not_of("0123456789;", 2);
    return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

// Texts of customers, lists and files stand in our lines, some from before anybody looked at them: none may steer a
// terminal or turn the direction of writing. Within JSON the same escapes mean the same characters.
std::string harmless(std::string_view line, bool colours)
{
    std::string shown;
    while (!line.empty()) {
        const code_point c = first_code_point(line);
        const std::size_t colour = colours ? colour_at(line) : 0;
        const bool plain = c.valid && (!is_steering(c.value) || c.value == U'\n' || c.value == U'\t');
        const std::size_t octets = colour > 0 ? colour : c.octets;
        if (colour > 0 || plain)
            shown += line.substr(0, octets);
        else if (c.valid)
            shown += fmt::format("\\u{:04x}", static_cast<unsigned>(c.value));
        else
            shown += escaped(line.substr(0, octets));
        line.remove_prefix(octets);
    }
    return shown;
}

bool is_plain_ascii(std::string_view line)
{
    return std::all_of(line.begin(), line.end(),
                       [](char c) { return (c >= ' ' && c < '\x7f') || c == '\n' || c == '\t'; });
}

constexpr std::string_view erase_line = "\r\x1b[K";  // ECMA-48 section 8.3.41, EL

}  // namespace

console::console(const output_style& style)
    : json_(style.json),
      width_(style.json ? 0 : telemetry::columns_of(STDOUT_FILENO)),
      colors_(wants_color(style.color, STDOUT_FILENO)),
      live_(is_live(STDERR_FILENO))
{
}

void console::print(std::string_view line, std::size_t hanging)
{
    const bool one_line = line.find('\n') == std::string_view::npos;  // whole texts are made for their width
    const telemetry::wrapping how{.width = one_line ? width_ : 0, .hanging = hanging, .before = 0};
    if (is_plain_ascii(line))
        buffer_ += telemetry::wrapped(line, how);
    else
        buffer_ += telemetry::wrapped(harmless(line, colors_.on()), how);
    buffer_ += '\n';
    if (buffer_.size() >= flushed_at) flush();
}

void console::flush()
{
    if (buffer_.empty()) return;
    clear_progress();
    if (error_ == 0) error_ = write_results(buffer_);
    buffer_.clear();
}

void console::warn(std::string_view text)
{
    clear_progress();
    telemetry::log_warning(text);
}

void console::detail(std::string_view text)
{
    clear_progress();
    telemetry::log_detail(text);
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
    if (error_ == ECANCELED)
        return problem{.what = "standard output was not read any more, so the rest of the results is lost"};
    return problem{.what = "standard output cannot be written: " + std::generic_category().message(error_)};
}

}  // namespace offlist::cli
