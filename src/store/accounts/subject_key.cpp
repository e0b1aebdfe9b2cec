#include "store/accounts/subject_key.hpp"

#include <core/cidr.hpp>
#include <core/hex.hpp>
#include <core/ip_text.hpp>
#include <core/quoted.hpp>
#include <sweep/inventory_builder.hpp>

namespace offlist::store {
namespace {

std::string key_of(subject_kind kind, const ip6_number& number)
{
    const auto octets = to_octets(number);
    return static_cast<char>('0' + static_cast<int>(kind)) + hexadecimal(octets);
}

std::string key_of(std::uint32_t address)
{
    return key_of(subject_kind::ip4, {.high = 0, .low = 0xffff00000000U | address});
}

problem too_large(std::string_view text, int shortest)
{
    return {.what = quoted(text) + " is too large a range",
            .expected = "a prefix of /" + std::to_string(shortest) + " or longer"};
}

parsed<subject_span> read_range(std::string_view text, special_addresses special)
{
    const auto range = parse_cidr(text, special);
    if (!range) return range.error();
    subject_span span{.text = to_string(*range), .kind = subject_kind::ip4, .first = {}, .last = {}};
    if (const auto* ip4 = std::get_if<ip4_range>(&*range)) {
        if (ip4->prefix < shortest_ip4_prefix) return too_large(text, shortest_ip4_prefix);
        if (ip4->prefix == 32) span.text = to_string(subject(address_v4(ip4->first)));
        span.first = key_of(ip4->first);
        span.last = key_of(ip4->last);
        span.size = ip4->size();
        return span;
    }
    const auto& ip6 = std::get<ip6_range>(*range);
    if (ip6.prefix < shortest_ip6_prefix) return too_large(text, shortest_ip6_prefix);
    span.kind = subject_kind::ip6;
    if (ip6.prefix == 128) span.text = to_string(subject(address_v6(to_octets(ip6.first))));
    span.first = key_of(subject_kind::ip6, ip6.first);
    span.last = key_of(subject_kind::ip6, ip6.last);
    span.size = asked_of(ip6);
    return span;
}

}  // namespace

std::string key_of(const subject& s)
{
    if (const auto* ip4 = std::get_if<address_v4>(&s)) return key_of(ip4->to_uint());
    if (const auto* ip6 = std::get_if<address_v6>(&s)) return key_of(subject_kind::ip6, to_number(ip6->to_bytes()));
    return "2" + std::get<domain>(s).name;
}

parsed<subject_span> read_span(std::string_view text, special_addresses special)
{
    if (is_cidr(text)) return read_range(text, special);
    const auto one = parse_subject(text, special);
    if (!one) return one.error();
    const auto key = key_of(*one);
    return subject_span{.text = to_string(*one), .kind = kind_of(*one), .first = key, .last = key};
}

}  // namespace offlist::store
