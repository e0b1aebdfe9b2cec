#include "telemetry/wrapped.hpp"

#include <sys/ioctl.h>

#include <algorithm>

namespace offlist::telemetry {
namespace {

// Code points of UTF-8, without what stands between ESC [ and m.
std::size_t characters_in(std::string_view text)
{
    std::size_t shown = 0;
    bool colour = false;
    for (const char c : text) {
        if (c == '\x1b') colour = true;
        if (!colour && (static_cast<unsigned char>(c) & 0xc0U) != 0x80U) ++shown;
        if (colour && c == 'm') colour = false;
    }
    return shown;
}

}  // namespace

std::size_t columns_of(int descriptor)
{
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string wrapped(std::string_view line, const wrapping& how)
{
    std::size_t column = how.before;
    if (how.width == 0 || column + characters_in(line) <= how.width) return std::string(line);
    const std::size_t hanging = std::min(how.hanging, how.width / 2);
    std::string all;
    bool begun = how.before > 0;  // whether a word stands on this line
    while (!line.empty()) {
        const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
        const std::string_view word = line.substr(blanks, line.substr(blanks).find(' '));
        if (word.empty()) break;
        const std::size_t width = characters_in(word);
        if (begun && column + blanks + width > how.width) {
            all.append("\n").append(hanging, ' ').append(word);
            column = hanging + width;
        } else {
            all.append(blanks, ' ').append(word);
            column += blanks + width;
        }
        begun = true;
        line.remove_prefix(blanks + word.size());
    }
    return all;
}

}  // namespace offlist::telemetry
