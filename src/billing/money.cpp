#include "billing/money.hpp"

#include <algorithm>
#include <charconv>
#include <core/quoted.hpp>

namespace offlist {
namespace {

// ISO 4217 currencies that are in use and have no, or three, or four decimals: "35.00" would mean something else.
constexpr std::array<std::string_view, 26> other_decimals{"BHD", "BIF", "CLF", "CLP", "DJF", "GNF", "IQD", "ISK", "JOD",
                                                          "JPY", "KMF", "KRW", "KWD", "LYD", "OMR", "PYG", "RWF", "TND",
                                                          "UGX", "UYI", "UYW", "VND", "VUV", "XAF", "XOF", "XPF"};

bool digits_only(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

parsed<currency> parse_currency(std::string_view text)
{
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (text.size() != 3 || !std::all_of(text.begin(), text.end(), capital))
        return problem{.what = quoted(text) + " is not a currency", .expected = "three capital letters, like USD"};
    if (std::find(other_decimals.begin(), other_decimals.end(), text) != other_decimals.end())
        return problem{.what = "the currency " + quoted(text) + " does not have two decimals",
                       .expected = "a currency with cents, like USD"};
    return currency{{text[0], text[1], text[2]}};
}

std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
    return sum;
}

std::optional<std::int64_t> checked_subtract(std::int64_t a, std::int64_t b)
{
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference)) return std::nullopt;
    return difference;
}

std::string to_string(const money& m)
{
    // unsigned, because the smallest number of 64 bits has no positive counterpart
    const bool negative = m.cents < 0;
    const std::uint64_t size =
        negative ? std::uint64_t{0} - static_cast<std::uint64_t>(m.cents) : static_cast<std::uint64_t>(m.cents);
    std::string text = negative ? "-" : "";
    text += std::to_string(size / 100) + '.';
    const std::uint64_t cents = size % 100;
    if (cents < 10) text += '0';
    text += std::to_string(cents) + ' ';
    text += m.in.view();
    return text;
}

parsed<std::int64_t> parse_cents(std::string_view text)
{
    const problem bad{.what = quoted(text) + " is not an amount",
                      .expected = "an amount with two decimals, like 35.00, of at most 10000000000.00"};
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos) return bad;
    const std::string_view whole = text.substr(0, point);
    const std::string_view part = text.substr(point + 1);
    if (!digits_only(whole) || !digits_only(part) || part.size() != 2) return bad;
    std::int64_t units = 0;
    const auto read = std::from_chars(whole.data(), whole.data() + whole.size(), units);
    if (read.ec != std::errc{} || units > largest_amount / 100) return bad;
    const std::int64_t cents = units * 100 + std::int64_t{10} * (part[0] - '0') + (part[1] - '0');
    if (cents > largest_amount) return bad;
    return cents;
}

}  // namespace offlist
