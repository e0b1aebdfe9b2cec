#include "core/unicode/invisible.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/hex.hpp"
#include "core/quoted.hpp"
#include "core/utf8.hpp"

namespace offlist {
namespace {

struct named_range {
    char32_t first;
    char32_t last;
    std::string_view name;
};

// Ascending. Names are Unicode's own (UnicodeData.txt), in lower case, of a group where nobody needs the member.
constexpr std::array<named_range, 41> invisible_ranges{{
    {0x00, 0x00, "null"},
    {0x01, 0x08, "control character"},
    {0x09, 0x09, "tab"},
    {0x0A, 0x0A, "line feed"},
    {0x0B, 0x0C, "control character"},
    {0x0D, 0x0D, "carriage return"},
    {0x0E, 0x1F, "control character"},
    {0x7F, 0x9F, "control character"},
    {0xA0, 0xA0, "no-break space"},
    {0xAD, 0xAD, "soft hyphen"},
    {0x34F, 0x34F, "combining grapheme joiner"},
    {0x61C, 0x61C, "Arabic letter mark"},
    {0x115F, 0x1160, "Hangul filler"},
    {0x1680, 0x1680, "Ogham space mark"},
    {0x17B4, 0x17B5, "Khmer inherent vowel"},
    {0x180B, 0x180F, "Mongolian variation selector or vowel separator"},
    {0x2000, 0x200A, "space of another width"},
    {0x200B, 0x200B, "zero width space"},
    {0x200C, 0x200C, "zero width non-joiner"},
    {0x200D, 0x200D, "zero width joiner"},
    {0x200E, 0x200E, "left-to-right mark"},
    {0x200F, 0x200F, "right-to-left mark"},
    {0x2028, 0x2028, "line separator"},
    {0x2029, 0x2029, "paragraph separator"},
    {0x202A, 0x202E, "bidirectional embedding or override"},
    {0x202F, 0x202F, "narrow no-break space"},
    {0x205F, 0x205F, "medium mathematical space"},
    {0x2060, 0x2060, "word joiner"},
    {0x2061, 0x2065, "invisible operator"},
    {0x2066, 0x2069, "bidirectional isolate"},
    {0x206A, 0x206F, "deprecated format character"},
    {0x2800, 0x2800, "Braille pattern blank"},
    {0x3000, 0x3000, "ideographic space"},
    {0x3164, 0x3164, "Hangul filler"},
    {0xFE00, 0xFE0F, "variation selector"},
    {0xFEFF, 0xFEFF, "byte order mark"},
    {0xFFA0, 0xFFA0, "halfwidth Hangul filler"},
    {0xFFF0, 0xFFFB, "interlinear annotation or unassigned"},
    {0x1BCA0, 0x1BCA3, "shorthand format character"},
    {0x1D173, 0x1D17A, "musical format character"},
    {0xE0000, 0xE0FFF, "tag or variation selector"},
}};

const named_range* range_of(char32_t c) noexcept
{
    const auto* const found = std::lower_bound(invisible_ranges.begin(), invisible_ranges.end(), c,
                                               [](const named_range& r, char32_t value) { return r.last < value; });
    return found != invisible_ranges.end() && found->first <= c ? found : nullptr;
}

bool is_joiner(char32_t c) noexcept
{
    return c == 0x200C || c == 0x200D;
}

std::string number_of(char32_t c)
{
    std::string digits;
    for (int shift = c > 0xFFFF ? 16 : 8; shift >= 0; shift -= 8)
        append_hexadecimal(digits, static_cast<unsigned char>(c >> static_cast<unsigned>(shift)));
    std::transform(digits.begin(), digits.end(), digits.begin(),
                   [](char d) { return d >= 'a' && d <= 'f' ? static_cast<char>(d - 'a' + 'A') : d; });
    if (digits.size() > 4 && digits.front() == '0') digits.erase(0, 1);
    return "U+" + digits;
}

// `an invisible character: U+00A0 (no-break space)`, or which other encoding the octet seems to be of.
std::string in_words(const unreadable_character& u, std::string_view text)
{
    if (u.is_utf8) {
        const bool control = u.value < 0x20 || (u.value >= 0x7F && u.value < 0xA0);
        return (control ? "a control character: " : "an invisible character: ") + name_of_character(u.value);
    }
    const auto octet = static_cast<unsigned char>(text[u.at]);
    std::string told = "an octet that is not UTF-8: 0x";
    append_hexadecimal(told, octet);
    // Windows-1252 has letters and signs at 80-9F, where ISO 8859-1 has controls; above they agree. Letters of both
    // begin at C0.
    if (octet >= 0xC0) return told + ", a letter in Latin-1 (ISO 8859-1, Windows-1252)";
    return told + (octet < 0xA0 ? ", which Windows-1252 has" : ", a sign in Latin-1 (ISO 8859-1, Windows-1252)");
}

}  // namespace

bool is_invisible(char32_t c) noexcept
{
    return range_of(c) != nullptr;
}

bool is_steering(char32_t c) noexcept
{
    const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
    const bool separator = c == 0x2028 || c == 0x2029;
    const bool mark = c == 0x061C || c == 0x200E || c == 0x200F;
    return control || separator || mark || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::optional<char32_t> first_steering(std::string_view text, bool lines) noexcept
{
    while (!text.empty()) {
        const code_point c = first_code_point(text);
        const bool line = c.value == U'\n' || c.value == U'\r' || c.value == U'\t';
        if (c.valid && is_steering(c.value) && !(lines && line)) return c.value;
        text.remove_prefix(c.octets);
    }
    return std::nullopt;
}

std::string name_of_character(char32_t c)
{
    const auto* const range = range_of(c);
    return number_of(c) + (range != nullptr ? " (" + std::string(range->name) + ')' : std::string());
}

std::optional<unreadable_character> first_unreadable(std::string_view text) noexcept
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        const code_point c = first_code_point(text.substr(at));
        if (!c.valid) return unreadable_character{.is_utf8 = false, .at = at, .count = count + 1};
        if (is_invisible(c.value) && !is_joiner(c.value))
            return unreadable_character{.value = c.value, .at = at, .count = count + 1};
        at += c.octets;
    }
    return std::nullopt;
}

std::optional<problem> unreadable_fault(std::string_view text, std::size_t columns_before)
{
    const auto odd = first_unreadable(text);
    if (!odd) return std::nullopt;
    return problem{.what = quoted(text) + " holds " + in_words(*odd, text) + ", in column " +
                           std::to_string(columns_before + odd->count),
                   .expected = odd->is_utf8 ? "an IP address or a domain, without it" : "text in UTF-8"};
}

}  // namespace offlist
