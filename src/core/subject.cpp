#include <algorithm>
#include <array>
#include <offlist/subject.hpp>
#include <utility>

#include "core/cidr.hpp"
#include "core/domain.hpp"
#include "core/ip_text.hpp"
#include "core/quoted.hpp"
#include "core/special.hpp"

namespace offlist {
namespace {

constexpr std::string_view a_subject = "an IP address or a domain";

problem bad_subject(std::string_view text, const std::string& why, std::string expected = std::string(a_subject))
{
    return {.what = quoted(text) + ' ' + why, .expected = std::move(expected)};
}

bool consists_of(std::string_view text, std::string_view characters)
{
    return text.find_first_not_of(characters) == std::string_view::npos;
}

problem special_fault(std::string_view text, const special_range& range)
{
    return bad_subject(text,
                       "is " + std::string(range.what) + " (" + std::string(range.range) + ", " +
                           std::string(range.source) + "), which no public blocklist knows",
                       "a public address");
}

parsed<subject> admit(std::string_view text, std::uint32_t address, special_addresses special)
{
    if (special == special_addresses::refuse && special_first_octets()[address >> 24U])
        if (const auto* range = find_special(address)) return special_fault(text, *range);
    return subject{address_v4{address}};
}

parsed<subject> admit(std::string_view text, const ip6_number& address, special_addresses special)
{
    if (is_mapped_ip4(address)) return admit(text, static_cast<std::uint32_t>(address.low), special);
    if (special == special_addresses::refuse)
        if (const auto* range = find_special(address)) return special_fault(text, *range);
    return subject{address_v6{to_octets(address)}};
}

// The host of a URL-like text: what stands after "//" and a user's name, up to a port or a path.
std::string host_of(std::string_view text)
{
    if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
    text = text.substr(0, text.find_first_of("/?#\\"));
    if (const auto user = text.rfind('@'); user != std::string_view::npos) text.remove_prefix(user + 1);
    if (text.starts_with('[')) return escaped(text.substr(1, text.find(']') - 1));
    return escaped(text.substr(0, text.find(':')));
}

problem with_host_hint(std::string_view text, const std::string& why)
{
    const auto host = host_of(text);
    return bad_subject(text, why, host.empty() ? std::string(a_subject) : host + " alone");
}

// Texts that are something else, which people paste by mistake. Returns false when `text` may be an address or domain.
bool is_something_else(std::string_view text, problem& fault)
{
    const auto has = [text](std::string_view part) { return text.find(part) != std::string_view::npos; };
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (text.size() > longest_subject_text)
        fault = bad_subject(text, "is too long: " + std::to_string(text.size()) + " octets");
    else if (std::any_of(text.begin(), text.end(), control))
        fault = bad_subject(text, "holds control characters");
    else if (has(" "))
        fault = bad_subject(text, "holds a space");
    else if (has("://"))
        fault = with_host_hint(text, "is a URL");
    else if (has("@"))
        fault = with_host_hint(text, "is an e-mail address");
    else if (is_cidr(text))
        fault = bad_subject(text, "is a range of addresses", "one address");
    else if (has("/"))
        fault = with_host_hint(text, "has a path");
    else if (has("%"))
        fault = bad_subject(text, "has a zone id, and means something on one machine only", "a global address");
    else if (has("[") || has("]"))
        fault = with_host_hint(text, "has brackets");
    else
        return false;
    return true;
}

problem ip4_fault(std::string_view text)
{
    std::string_view rest = text;
    std::size_t octets = 0;
    bool leading_zero = false;
    bool too_large = false;
    for (bool more = true; more; ++octets) {
        const auto dot = rest.find('.');
        more = dot != std::string_view::npos;
        const auto octet = rest.substr(0, dot);
        if (octet.empty())
            return bad_subject(text, "is not an IPv4 address: an octet is missing", "four numbers like 192.0.2.1");
        leading_zero = leading_zero || (octet.size() > 1 && octet[0] == '0');
        too_large = too_large || octet.size() > 3 || (octet.size() == 3 && octet > "255");
        if (more) rest.remove_prefix(dot + 1);
    }
    if (octets != 4)
        return bad_subject(
            text, "is not an IPv4 address: it has " + std::to_string(octets) + (octets == 1 ? " number" : " numbers"),
            "four numbers like 192.0.2.1");
    if (leading_zero)
        return bad_subject(text, "is ambiguous: some programs read a number with a leading zero as octal",
                           "the octets without leading zeros");
    if (too_large)
        return bad_subject(text, "is not an IPv4 address: an octet is larger than 255", "octets from 0 to 255");
    return bad_subject(text, "is not an IPv4 address", "four numbers like 192.0.2.1");
}

// `text` holds a colon and is no IPv6 address.
problem colon_fault(std::string_view text)
{
    const auto colon = text.find(':');
    const auto before = text.substr(0, colon);
    const auto after = text.substr(colon + 1);
    if (!before.empty() && !after.empty() && consists_of(after, "0123456789") &&
        before.find('.') != std::string_view::npos)
        return bad_subject(text, "has a port", escaped(before) + " alone");
    return bad_subject(text, "is not an IPv6 address", "an address like 2001:db8::1");
}

}  // namespace

std::string_view to_string(subject_kind kind)
{
    constexpr std::array<std::string_view, subject_kinds> names{"ip4", "ip6", "domain"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string to_string(const subject& s)
{
    switch (kind_of(s)) {
        case subject_kind::ip4:
            return std::get<address_v4>(s).to_string();
        case subject_kind::ip6:
            return std::get<address_v6>(s).to_string();
        case subject_kind::domain:
            break;
    }
    return std::get<domain>(s).name;
}

parsed<subject> parse_subject(std::string_view text, special_addresses special)
{
    std::uint32_t ip4 = 0;
    if (read_ip4(text, ip4)) return admit(text, ip4, special);
    if (text.empty()) return problem{.what = "the subject is empty", .expected = std::string(a_subject)};
    if (problem fault; is_something_else(text, fault)) return fault;
    ip6_number ip6;
    if (read_ip6(text, ip6)) return admit(text, ip6, special);

    if (text.find(':') != std::string_view::npos) return colon_fault(text);
    if (consists_of(text, "0123456789.")) return ip4_fault(text);
    if (consists_of(text, "0123456789.-"))
        return bad_subject(text, "is not an address", "one address, or a range like 198.51.100.0/24");
    auto name = parse_domain(text);
    if (!name) return std::move(name).error();
    return subject{*std::move(name)};
}

}  // namespace offlist
