#include "core/quoted.hpp"
#include <cstdint>
#include "core/hex.hpp"

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

struct code_point {
    std::uint32_t value = 0;
    std::size_t octets = 0;  // 0: not valid UTF-8
};

// The code point that `text` starts with (RFC 3629): overlong forms, surrogates and values past U+10FFFF are invalid.
code_point first_of(std::string_view text)
{
    const auto octet = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = octet(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t octets = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < octets) return {};
    std::uint32_t value = lead & (0x7fU >> octets);
    for (std::size_t i = 1; i < octets; ++i) {
        if ((octet(i) & 0xc0U) != 0x80U) return {};
        value = (value << 6U) | (octet(i) & 0x3fU);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[octets] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
    return {value, octets};
}

// Controls, and the invisible characters that reorder or hide the text around them (bidirectional marks and overrides,
// zero-width ones, line separators, the byte order mark).
bool may_be_shown(std::uint32_t c)
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
        const auto c = first_of(text.substr(at));
        const std::size_t octets = c.octets == 0 ? 1 : c.octets;
        if (at + octets > quoted_octets) return shown + "…";
        if (c.octets != 0 && may_be_shown(c.value)) {
            shown += text.substr(at, octets);
        } else {
            for (std::size_t i = 0; i < octets; ++i) append_escape(shown, static_cast<unsigned char>(text[at + i]));
        }
        at += octets;
    }
    return shown;
}

std::string quoted(std::string_view text)
{
    return '"' + escaped(text) + '"';
}

}  // namespace offlist
