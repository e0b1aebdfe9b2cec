#include "core/quoted.hpp"

#include <cstdint>

#include "core/hex.hpp"
#include "core/utf8.hpp"

namespace offlist {
namespace {

void append_escape(std::string& to, unsigned char octet)
{
    switch (octet) {
        case '\n':
            to += "\\n";
            return;
        case '\r':
            to += "\\r";
            return;
        case '\t':
            to += "\\t";
            return;
        case '"':
            to += "\\\"";
            return;
        case '\\':
            to += "\\\\";
            return;
        default:
            break;
    }
    to += "\\x";
    append_hexadecimal(to, octet);
}

// Controls, and the invisible characters that reorder or hide the text around them (bidirectional marks and overrides,
// zero-width ones, line separators, the byte order mark).
bool may_be_shown(char32_t c)
{
    if (c < 0x20 || c == '"' || c == '\\') return false;
    if (c >= 0x7f && c < 0xa0) return false;
    if ((c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f)) return false;
    return c != 0x061c && c != 0xfeff && c < 0xe0000;
}

}  // namespace

std::string escaped(std::string_view text)
{
    std::string shown;
    shown.reserve(text.size() < quoted_octets ? text.size() : quoted_octets);
    std::size_t at = 0;
    while (at < text.size()) {
        const code_point c = first_code_point(text.substr(at));
        if (at + c.octets > quoted_octets) return shown + "…";
        if (c.valid && may_be_shown(c.value)) {
            shown += text.substr(at, c.octets);
        } else {
            for (std::size_t i = 0; i < c.octets; ++i) append_escape(shown, static_cast<unsigned char>(text[at + i]));
        }
        at += c.octets;
    }
    return shown;
}

std::string quoted(std::string_view text)
{
    return '"' + escaped(text) + '"';
}

}  // namespace offlist
