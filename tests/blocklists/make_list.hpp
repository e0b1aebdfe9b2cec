// make_list.hpp: lists, rules and answers in one line each, for the tests of this room.
#pragma once
#include <initializer_list>
#include <offlist/answer.hpp>
#include <offlist/blocklist.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/answer_match.hpp"

namespace offlist::test {

inline std::uint32_t number(std::string_view address)
{
    return boost::asio::ip::make_address_v4(address).to_uint();
}

/// A list that asks these kinds, with the test entries of RFC 5782 and one code, 127.0.0.2.
inline blocklist make_list(std::string id, std::string zone, std::initializer_list<subject_kind> kinds)
{
    blocklist list;
    list.id = std::move(id);
    list.zone = std::move(zone);
    const test_entry standard[] = {{"127.0.0.2", "127.0.0.1"}, {"::ffff:7f00:2", "::ffff:7f00:1"}, {"test", "invalid"}};
    for (const subject_kind kind : kinds) {
        const auto i = static_cast<std::size_t>(kind);
        list.subjects[i] = true;
        list.tests[i] = standard[i];
    }
    list.answers.push_back(
        {number("127.0.0.2"), number("127.0.0.2"), 0, 4, verdict::listed, unknown_reason::none, "spam"});
    list.use_key("");
    return list;
}

inline answer_rule rule(std::string_view match, verdict what, std::string means,
                        unknown_reason reason = unknown_reason::none)
{
    const address_span span = parse_match(match).value();
    return {span.first, span.last, 0, 4, what, reason, std::move(means)};
}

inline answer_rule bit_rule(std::uint8_t bit, std::uint8_t octet, verdict what, std::string means)
{
    return {0, 0, bit, octet, what, unknown_reason::none, std::move(means)};
}

inline answer answered(const std::vector<const char*>& addresses)
{
    answer said;
    said.status = answer_status::answered;
    for (const char* address : addresses) said.addresses.push_back(number(address));
    return said;
}

}  // namespace offlist::test
