#include "store/engine/page.hpp"

#include <algorithm>
#include <charconv>
#include <core/quoted.hpp>
#include <crypto/base64.hpp>

namespace offlist::store {
namespace {

// A cursor is a kind, two numbers and a check sum; nothing longer was made here.
constexpr std::size_t longest_cursor = 200;

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

std::string list_in_order(std::string_view list, const page_request& which)
{
    if (!which.sort) return std::string(list);
    return std::string(list) + (*which.sort == direction::newest_first ? "-newest" : "-oldest");
}

std::string cursor_text(std::string_view list, const place& p)
{
    const auto plain = content(list, p);
    return crypto::to_base64url(plain + std::to_string(sum(plain)));
}

parsed<place> read_cursor(std::string_view list, std::string_view text)
{
    if (text.size() <= longest_cursor) {
        if (const auto plain = crypto::from_base64url(text); plain && plain->starts_with(list)) {
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
