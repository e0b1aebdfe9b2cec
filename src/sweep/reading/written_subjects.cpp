#include "sweep/reading/written_subjects.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <core/quoted.hpp>
#include <core/special.hpp>
#include <core/unicode/invisible.hpp>
#include <optional>
#include <utility>

#include "sweep/reading/address_span.hpp"

namespace offlist {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view without_blanks(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// An IPv4 address in plain decimal: leading zeros and one final dot are no hindrance.
struct loose_ip4 {
    std::uint32_t address = 0;
    bool zeros = false;
};

std::optional<std::uint32_t> octet_of(std::string_view digits)
{
    std::uint32_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (digits.empty() || digits.size() > 3 || error != std::errc() || stop != end || value > 255) return std::nullopt;
    return value;
}

std::optional<loose_ip4> read_loose_ip4(std::string_view text)
{
    if (text.ends_with('.')) text.remove_suffix(1);
    loose_ip4 read;
    for (int octets = 1;; ++octets) {
        const auto dot = text.find('.');
        const auto digits = text.substr(0, dot);
        const auto value = octet_of(digits);
        if (!value) return std::nullopt;
        read.zeros = read.zeros || (digits.size() > 1 && digits.front() == '0');
        read.address = read.address << 8U | *value;
        if (octets == 4) return dot == std::string_view::npos ? std::optional(read) : std::nullopt;
        if (dot == std::string_view::npos) return std::nullopt;
        text.remove_prefix(dot + 1);
    }
}

std::string warning_of_zeros(std::string_view text, const std::string& as)
{
    return escaped(text) + " has leading zeros and is read as " + as + ": some programs read such numbers as octal";
}

// 45.83.12.*: how many octets stand before the stars; zero when the text is no such thing.
int octets_before_stars(std::string_view text, std::uint32_t& first)
{
    first = 0;
    int octets = 0;
    int stars = 0;
    for (bool more = true; more;) {
        const auto dot = text.find('.');
        more = dot != std::string_view::npos;
        const auto part = text.substr(0, dot);
        if (part == "*") {
            ++stars;
        } else {
            const auto value = stars == 0 ? octet_of(part) : std::nullopt;
            if (!value || (part.size() > 1 && part.front() == '0')) return 0;
            first = first << 8U | *value;
            ++octets;
        }
        if (more) text.remove_prefix(dot + 1);
    }
    if (stars == 0 || octets == 0 || octets + stars > 4) return 0;
    first <<= 8U * static_cast<unsigned>(4 - octets);
    return octets;
}

using number = std::variant<std::uint32_t, ip6_number>;

struct range_end {
    number address;
    bool zeros = false;
};

std::optional<range_end> read_end(std::string_view text)
{
    if (const auto ip4 = read_loose_ip4(text)) return range_end{ip4->address, ip4->zeros};
    ip6_number ip6;
    if (!read_ip6(text, ip6)) return std::nullopt;
    if (is_mapped_ip4(ip6)) return range_end{static_cast<std::uint32_t>(ip6.low)};
    return range_end{ip6};
}

std::string text_of(const number& address)
{
    return std::visit([](const auto& a) { return address_text(a); }, address);
}

problem bad_range(std::string_view text, const std::string& why, std::string expected)
{
    return {.what = quoted(text) + ' ' + why, .expected = std::move(expected)};
}

parsed<written_subjects> between(std::string_view text, const range_end& first, const range_end& last,
                                 special_addresses special)
{
    if (first.address.index() != last.address.index())
        return bad_range(text, "begins with an IPv4 address and ends with an IPv6 one, or the other way round",
                         "two addresses of one kind");
    if (last.address < first.address)
        return bad_range(text, "ends before it begins", text_of(last.address) + '-' + text_of(first.address));
    return std::visit(
        [&](const auto& from) -> parsed<written_subjects> {
            const auto& to = std::get<std::decay_t<decltype(from)>>(last.address);
            const auto* const found = special == special_addresses::refuse ? find_special(from, to) : nullptr;
            if (found != nullptr)
                return bad_range(text,
                                 "meets " + std::string(found->range) + ": an address there is " +
                                     std::string(found->what) + " (" + std::string(found->source) +
                                     "), which no public blocklist knows",
                                 "public addresses only");
            written_subjects read{.what = ranges_between(from, to), .warning = {}};
            if (first.zeros || last.zeros)
                read.warning = warning_of_zeros(text, address_text(from) + '-' + address_text(to));
            return read;
        },
        first.address);
}

// Two addresses with a hyphen between; nothing when the text is something else, such as a domain with a hyphen.
std::optional<parsed<written_subjects>> parse_between(std::string_view text, special_addresses special)
{
    const auto hyphen = text.find('-');
    if (hyphen == std::string_view::npos) return std::nullopt;
    const auto first = read_end(without_blanks(text.substr(0, hyphen)));
    if (!first) return std::nullopt;
    const auto rest = without_blanks(text.substr(hyphen + 1));
    auto last = read_end(rest);
    if (const auto* ip4 = std::get_if<std::uint32_t>(&first->address); ip4 != nullptr && !last)
        if (const auto octet = octet_of(rest))
            last = range_end{(*ip4 & ~std::uint32_t{0xff}) | *octet, rest.front() == '0' && rest.size() > 1};
    if (!last)
        return bad_range(text, "begins with an address and does not end with one",
                         "a range like 198.51.100.0-198.51.100.9 or 198.51.100.0/24");
    return between(text, *first, *last, special);
}

parsed<written_subjects> one_range(std::string_view text, special_addresses special)
{
    auto range = parse_cidr(text, special);
    if (!range) return std::move(range).error();
    return written_subjects{.what = std::vector<address_range>{*range}, .warning = {}};
}

parsed<written_subjects> one_subject(std::string_view text, special_addresses special)
{
    auto one = parse_subject(text, special);
    if (!one) return std::move(one).error();
    return written_subjects{.what = std::move(*one), .warning = {}};
}

// An address with leading zeros or a final dot, alone or before a prefix length.
std::optional<parsed<written_subjects>> parse_loose(std::string_view text, special_addresses special)
{
    const auto slash = text.find('/');
    const auto ip4 = read_loose_ip4(text.substr(0, slash));
    if (!ip4) return std::nullopt;
    const bool range = slash != std::string_view::npos;
    const std::string plain = address_text(ip4->address) + std::string(range ? text.substr(slash) : std::string_view());
    if (range && !is_cidr(plain)) return std::nullopt;
    auto read = range ? one_range(plain, special) : one_subject(plain, special);
    if (read && ip4->zeros) read->warning = warning_of_zeros(text, plain);
    return read;
}

}  // namespace

parsed<written_subjects> parse_written(std::string_view text, special_addresses special)
{
    if (text.size() > longest_subject_text) return one_subject(text, special);
    if (auto loose = parse_loose(text, special)) return *std::move(loose);
    if (is_cidr(text)) return one_range(text, special);
    std::uint32_t first = 0;
    if (const int octets = octets_before_stars(text, first); octets > 0)
        return one_range(address_text(first) + '/' + std::to_string(8 * octets), special);
    if (auto range = parse_between(text, special)) return *std::move(range);
    if (first_unreadable(text)) return one_subject(text, special);
    if (text.find_first_of(" ,;") != std::string_view::npos)
        return problem{.what = quoted(text) + " is more than one subject",
                       .expected = "one subject a line, comments after a #, a label in a column of its own"};
    return one_subject(text, special);
}

std::vector<std::string> canonical_texts(const written_subjects& all)
{
    if (const auto* one = std::get_if<subject>(&all.what)) return {to_string(*one)};
    std::vector<std::string> texts;
    for (const auto& range : std::get<std::vector<address_range>>(all.what)) {
        std::string text = to_string(range);
        const bool single = std::visit([](const auto& r) { return r.first == r.last; }, range);
        if (single) text.erase(text.find('/'));
        texts.push_back(std::move(text));
    }
    return texts;
}

}  // namespace offlist
