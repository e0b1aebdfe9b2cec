#include "cli/report/paint.hpp"

#include <unistd.h>

#include <cstdlib>

namespace offlist::cli {
namespace {

// ECMA-48 section 8.3.117, SGR.
std::string_view code(tone how)
{
    switch (how) {
        case tone::plain:
            return "";
        case tone::alarm:
            return "\x1b[1;31m";
        case tone::good:
            return "\x1b[32m";
        case tone::doubt:
            return "\x1b[33m";
        case tone::quiet:
            return "\x1b[2m";
        case tone::strong:
            return "\x1b[1m";
    }
    return "";
}

}  // namespace

std::string paint::operator()(tone how, std::string_view text) const
{
    if (!on_ || how == tone::plain || text.empty()) return std::string(text);
    return std::string(code(how)).append(text).append("\x1b[0m");
}

bool is_live(int descriptor)
{
    const char* const terminal = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe)
    return ::isatty(descriptor) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

bool wants_color(color_choice choice, int descriptor)
{
    if (choice != color_choice::automatic) return choice == color_choice::always;
    const char* const refused = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
    return (refused == nullptr || *refused == '\0') && is_live(descriptor);
}

}  // namespace offlist::cli
