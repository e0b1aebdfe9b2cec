#include "core/quoted.hpp"

#include <cstdint>

#include "core/hex.hpp"
#include "core/unicode/invisible.hpp"
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

// As C++ writes a character by its number, so that a person can look it up: \u00a0.
void append_number(std::string& to, char32_t c)
{
    to += c > 0xffff ? "\\U" : "\\u";
    for (int shift = c > 0xffff ? 24 : 8; shift >= 0; shift -= 8)
        append_hexadecimal(to, static_cast<unsigned char>(c >> static_cast<unsigned>(shift)));
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
        const bool escape = c.value == U'"' || c.value == U'\\' || is_invisible(c.value);
        if (c.valid && !escape) {
            shown += text.substr(at, c.octets);
        } else if (c.valid && c.octets > 1) {
            append_number(shown, c.value);
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
