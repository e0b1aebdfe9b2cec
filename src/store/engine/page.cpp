#include "store/engine/page.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <core/quoted.hpp>

namespace offlist::store {
namespace {

// RFC 4648 section 5: goes into a URL as it is.
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// A cursor is a kind, two numbers and a check sum; nothing longer was made here.
constexpr std::size_t longest_cursor = 200;

std::string to_base64url(std::string_view octets)
{
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : octets) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) text += alphabet[bits >> static_cast<unsigned>(count - 6) & 63U];
    }
    if (count > 0) text += alphabet[bits << static_cast<unsigned>(6 - count) & 63U];
    return text;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    std::string octets;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        octets += static_cast<char>(bits >> static_cast<unsigned>(count) & 255U);
    }
    return octets;
}

// FNV-1a. It finds cursors that were cut off or mixed up; it need not stop forgers, because a cursor gives no rights.
std::uint32_t sum(std::string_view text)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

std::string content(std::string_view list, const place& p)
{
    return std::string(list) + '.' + std::to_string(p.at) + '.' + std::to_string(p.id) + '.';
}

bool take_number(std::string_view& rest, std::int64_t& number)
{
    const auto end = rest.find('.');
    if (end == std::string_view::npos) return false;
    const auto [stop, error] = std::from_chars(rest.data(), rest.data() + end, number);
    const bool whole = error == std::errc() && stop == rest.data() + end;
    rest.remove_prefix(end + 1);
    return whole;
}

}  // namespace

std::string cursor_text(std::string_view list, const place& p)
{
    const auto plain = content(list, p);
    return to_base64url(plain + std::to_string(sum(plain)));
}

parsed<place> read_cursor(std::string_view list, std::string_view text)
{
    if (text.size() <= longest_cursor) {
        if (const auto plain = from_base64url(text); plain && plain->starts_with(list)) {
            std::string_view rest = *plain;
            rest.remove_prefix(list.size());
            place p;
            // made again and compared: then whatever is odd in it, it is not ours
            if (rest.starts_with('.') && (rest.remove_prefix(1), take_number(rest, p.at)) && take_number(rest, p.id) &&
                cursor_text(list, p) == text)
                return p;
        }
    }
    return problem{.what = "the cursor " + quoted(text) + " is none that this list gave",
                   .expected = "the `next` of the page before, unchanged, with the same filters"};
}

}  // namespace offlist::store
