#include "core/utf8.hpp"

#include <cstdint>

namespace offlist {
namespace {

constexpr char32_t replacement = 0xFFFD;

constexpr std::uint8_t octet(char c)
{
    return static_cast<std::uint8_t>(c);
}

// What the first octet promises (RFC 3629 section 4). The second octet's range shuts out overlong forms, surrogates
// and values past U+10FFFF; all later ones are 80..BF.
struct lead {
    std::size_t octets;
    std::uint8_t second_from, second_to;
    std::uint8_t value_bits;
};

constexpr lead lead_of(std::uint8_t first)
{
    if (first >= 0xC2 && first <= 0xDF) return {2, 0x80, 0xBF, 0x1F};
    if (first == 0xE0) return {3, 0xA0, 0xBF, 0x0F};
    if (first == 0xED) return {3, 0x80, 0x9F, 0x0F};
    if (first >= 0xE1 && first <= 0xEF) return {3, 0x80, 0xBF, 0x0F};
    if (first == 0xF0) return {4, 0x90, 0xBF, 0x07};
    if (first >= 0xF1 && first <= 0xF3) return {4, 0x80, 0xBF, 0x07};
    if (first == 0xF4) return {4, 0x80, 0x8F, 0x07};
    return {0, 0, 0, 0};
}

}  // namespace

code_point first_code_point(std::string_view text) noexcept
{
    const std::uint8_t first = octet(text.front());
    if (first < 0x80) return {first, 1, true};
    const lead promise = lead_of(first);
    if (promise.octets == 0) return {replacement, 1, false};

    char32_t value = first & promise.value_bits;
    for (std::size_t i = 1; i < promise.octets; ++i) {
        const std::uint8_t from = i == 1 ? promise.second_from : std::uint8_t{0x80};
        const std::uint8_t to = i == 1 ? promise.second_to : std::uint8_t{0xBF};
        if (i == text.size() || octet(text[i]) < from || octet(text[i]) > to) return {replacement, i, false};
        value = (value << 6) | (octet(text[i]) & 0x3FU);
    }
    return {value, promise.octets, true};
}

int first_line_not_utf8(std::string_view text) noexcept
{
    int line = 1;
    while (!text.empty()) {
        const code_point next = first_code_point(text);
        if (!next.valid) return line;
        if (next.value == U'\n') ++line;
        text.remove_prefix(next.octets);
    }
    return 0;
}

}  // namespace offlist
