#include "blocklists/answer_match.hpp"

#include <algorithm>
#include <boost/system/error_code.hpp>
#include <charconv>
#include <core/quoted.hpp>
#include <optional>
#include <string>
#include <vector>

namespace offlist {
namespace {

std::optional<std::uint32_t> address_of(std::string_view text)
{
    boost::system::error_code not_an_address;
    const address_v4 address = boost::asio::ip::make_address_v4(text, not_an_address);
    if (not_an_address) return std::nullopt;
    return address.to_uint();
}

problem not_a_match(std::string_view text)
{
    return {quoted(text) + " is not an answer address",
            "an address like 127.0.0.2, a prefix like 127.0.0.0/24 or a range like 127.0.0.17-127.0.0.20", "", 0};
}

parsed<address_span> parse_prefix(std::string_view text, std::size_t slash)
{
    const auto address = address_of(text.substr(0, slash));
    const std::string_view digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (!address || error != std::errc() || end != digits.data() + digits.size() || bits < 8 || bits > 32)
        return not_a_match(text);
    const std::uint32_t host = bits == 32 ? 0 : 0xFFFFFFFFU >> bits;
    if ((*address & host) != 0)
        return problem{quoted(text) + " has bits set behind the prefix",
                       '"' + address_v4(*address & ~host).to_string() + '/' + std::to_string(bits) + '"', "", 0};
    return address_span{*address, *address | host};
}

parsed<address_span> parse_ends(std::string_view text, std::size_t dash)
{
    const auto first = address_of(text.substr(0, dash));
    const auto last = address_of(text.substr(dash + 1));
    if (!first || !last) return not_a_match(text);
    if (*first > *last) return problem{quoted(text) + " begins after its end", "the lower address first", "", 0};
    return address_span{*first, *last};
}

parsed<address_span> parse_any(std::string_view text)
{
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) return parse_prefix(text, slash);
    if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) return parse_ends(text, dash);
    const auto address = address_of(text);
    if (!address) return not_a_match(text);
    return address_span{*address, *address};
}

bool covered(const address_span& wanted, std::vector<address_span> by)
{
    std::sort(by.begin(), by.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::uint64_t open = wanted.first;  // the lowest address not known to be covered; 64 bits, as it may pass the last
    for (const address_span& span : by)
        if (span.first <= open && span.last >= open) open = std::uint64_t{span.last} + 1;
    return open > wanted.last;
}

}  // namespace

parsed<address_span> parse_match(std::string_view text)
{
    parsed<address_span> span = parse_any(text);
    if (span && !holds(loopback_space, *span))
        return problem{quoted(text) + " is outside 127.0.0.0/8, where no blocklist answers (RFC 6471 section 3.3)",
                       "an address that begins with 127", "", 0};
    return span;
}

bool never_matches(std::span<const answer_rule> rules, std::size_t index)
{
    const answer_rule& rule = rules[index];
    std::vector<address_span> before;  // all addresses for which judge() prefers another rule
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const answer_rule& other = rules[i];
        if (other.bit != 0) {
            if (i < index && other.bit == rule.bit && other.octet == rule.octet) return true;
            continue;
        }
        const bool exact = other.first == other.last;
        const bool rule_is_exact = rule.bit == 0 && rule.first == rule.last;
        if (i == index || (rule_is_exact && !exact)) continue;
        if (rule.bit != 0 || i < index || (exact && !rule_is_exact)) before.push_back({other.first, other.last});
    }
    if (rule.bit == 0) return covered({rule.first, rule.last}, std::move(before));
    before.push_back(error_space);
    return covered(loopback_space, std::move(before));
}

}  // namespace offlist
