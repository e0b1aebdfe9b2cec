#include <algorithm>
#include <array>
#include <iterator>
#include <offlist/subject.hpp>
#include <utility>

#include "core/cidr.hpp"
#include "core/domain.hpp"
#include "core/ip_text.hpp"
#include "core/quoted.hpp"
#include "core/special.hpp"
#include "core/unicode/invisible.hpp"

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
std::string_view host_of(std::string_view text)
{
    if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
    text = text.substr(0, text.find_first_of("/?#\\"));
    if (const auto user = text.rfind('@'); user != std::string_view::npos) text.remove_prefix(user + 1);
    if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
    if (const auto colon = text.find(':'); colon == text.rfind(':')) return text.substr(0, colon);
    return text;
}

std::string_view without(std::string_view text, std::string_view leading, std::string_view trailing)
{
    text.remove_prefix(std::min(text.find_first_not_of(leading), text.size()));
    return text.substr(0, text.find_last_not_of(trailing) + 1);
}

std::string without_brackets(std::string_view text)
{
    std::string plain;
    std::copy_if(text.begin(), text.end(), std::back_inserter(plain), [](char c) { return c != '[' && c != ']'; });
    return plain;
}

// The network that the range `text` is of; empty when none is, or none that may be asked.
std::string network_of(const std::string& text, special_addresses special)
{
    const auto range = parse_cidr(text, special_addresses::allow);
    if (range) return parse_cidr(text, special) ? to_string(*range) : std::string();
    // With host bits set the right network is what parse_cidr expects; any other fault leaves nothing to advise.
    return parse_cidr(range.error().expected, special) ? range.error().expected : std::string();
}

// What a text that is no subject was meant to name. Only what could be read as a subject or a range itself is advised.
std::string meant_by(std::string_view text, special_addresses special)
{
    constexpr std::string_view opening = "<(\"'`*.";
    constexpr std::string_view closing = ">)\"'`,;/";
    text = without(text, opening, closing);
    if (const auto range = without_brackets(text); is_cidr(range)) return network_of(range, special);
    const std::string_view host = without(host_of(text), opening, closing);
    std::uint32_t ip4 = 0;
    ip6_number ip6;
    if (read_ip4(host, ip4)) {
        const auto one = admit(host, ip4, special);
        return one ? to_string(*one) : std::string();
    }
    if (read_ip6(host, ip6)) {
        const auto one = admit(host, ip6, special);
        return one ? to_string(*one) : std::string();
    }
    if (host.size() == text.size() && host.find_first_of("/@: ") != std::string_view::npos) return {};
    const auto name = parse_domain(host);
    return name ? name->name : std::string();
}

problem with_hint(std::string_view text, const std::string& why, special_addresses special)
{
    const auto meant = meant_by(text, special);
    return bad_subject(text, why, meant.empty() ? std::string(a_subject) : meant + " alone");
}

// Texts that are something else, which people paste by mistake. Returns false when `text` may be an address or domain.
bool is_something_else(std::string_view text, special_addresses special, problem& fault)
{
    const auto has = [text](std::string_view part) { return text.find(part) != std::string_view::npos; };
    if (text.size() > longest_subject_text)
        fault = bad_subject(text, "is too long: " + std::to_string(text.size()) + " octets");
    else if (auto unreadable = unreadable_fault(text))
        fault = *std::move(unreadable);
    else if (has(" "))
        fault = bad_subject(text, "holds a space");
    else if (has("://"))
        fault = with_hint(text, "is a URL", special);
    else if (has("@"))
        fault = with_hint(text, "is an e-mail address", special);
    else if (is_cidr(text))
        fault = bad_subject(text, "is a range of addresses", "one address");
    else if (has("/"))
        fault = with_hint(text,
                          is_cidr(without_brackets(without(text, "", "/"))) ? "is no range as it stands" : "has a path",
                          special);
    else if (has("%"))
        fault = bad_subject(text, "has a zone id, and means something on one machine only", "a global address");
    else if (has("[") || has("]"))
        fault = with_hint(text, "has brackets", special);
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
problem colon_fault(std::string_view text, special_addresses special)
{
    const auto colon = text.find(':');
    const auto after = text.substr(colon + 1);
    if (colon > 0 && !after.empty() && consists_of(after, "0123456789") &&
        text.substr(0, colon).find('.') != std::string_view::npos)
        return with_hint(text, "has a port", special);
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
    if (problem fault; is_something_else(text, special, fault)) return fault;
    ip6_number ip6;
    if (read_ip6(text, ip6)) return admit(text, ip6, special);

    if (text.find(':') != std::string_view::npos) return colon_fault(text, special);
    if (consists_of(text, "0123456789.")) return ip4_fault(text);
    if (consists_of(text, "0123456789.-"))
        return bad_subject(text, "is not an address", "one address, or a range like 198.51.100.0/24");
    auto name = parse_domain(text);
    if (!name) {
        // *.example.org, .example.org, "example.org": signs around a name that is one.
        problem fault = std::move(name).error();
        const auto meant = meant_by(text, special);
        if (!meant.empty() && meant != text) fault.expected = meant + " alone";
        return fault;
    }
    return subject{*std::move(name)};
}

}  // namespace offlist
