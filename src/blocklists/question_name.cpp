#include "blocklists/question_name.hpp"

#include <boost/assert.hpp>
#include <core/hex.hpp>
#include <offlist/blocklist.hpp>

#include "blocklists/zone_text.hpp"

namespace offlist {
namespace {

constexpr std::string_view placeholder = "{key}";

std::string reversed(const address_v4& address)
{
    std::string text;
    const auto octets = address.to_bytes();
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet) text += std::to_string(int{*octet}) + '.';
    return text;
}

std::string reversed(const address_v6& address)
{
    std::string text;
    const auto octets = address.to_bytes();
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet) {
        text += {hex_digits[*octet & 0xF], '.', hex_digits[*octet >> 4], '.'};
    }
    return text;
}

const std::string& test_text(const blocklist& list, subject_kind kind, bool listed)
{
    const test_entry& own = list.test_of(kind);
    return listed ? own.listed : own.unlisted;
}

// The part in front of the zone, with its final dot. The entry was checked when it was read.
std::string test_name(const std::string& entry, subject_kind kind)
{
    switch (kind) {
        case subject_kind::ip4:
            return reversed(boost::asio::ip::make_address_v4(entry));
        case subject_kind::ip6:
            return reversed(boost::asio::ip::make_address_v6(entry));
        case subject_kind::domain:
            break;
    }
    return entry + '.';
}

}  // namespace

void blocklist::use_key(std::string_view key)
{
    query_front_.clear();
    if (zone.starts_with(key_before_subject)) {
        query_zone_ = key.empty() ? std::string() : zone.substr(key_before_subject.size());
        if (!key.empty()) query_front_ = std::string(key) + '.';
        return;
    }
    query_zone_ = zone;
    const std::size_t at = query_zone_.find(placeholder);
    if (at == std::string::npos) return;
    if (key.empty())
        query_zone_.clear();
    else
        query_zone_.replace(at, placeholder.size(), key);
}

std::string question_name(const subject& s, const blocklist& list)
{
    BOOST_ASSERT(list.asks(kind_of(s)));
    BOOST_ASSERT(!list.query_zone().empty());
    switch (kind_of(s)) {
        case subject_kind::ip4:
            return list.query_front() + reversed(std::get<address_v4>(s)) + list.query_zone();
        case subject_kind::ip6:
            return list.query_front() + reversed(std::get<address_v6>(s)) + list.query_zone();
        case subject_kind::domain:
            break;
    }
    const domain& d = std::get<domain>(s);
    return list.query_front() + (list.form == domain_form::organisational ? d.organisational : d.name) + '.' +
           list.query_zone();
}

std::string reverse_name(const subject& address)
{
    BOOST_ASSERT(kind_of(address) != subject_kind::domain);
    if (const auto* const four = std::get_if<address_v4>(&address)) return reversed(*four) + "in-addr.arpa";
    return reversed(std::get<address_v6>(address)) + "ip6.arpa";
}

std::string test_question_name(const blocklist& list, subject_kind kind, bool listed)
{
    BOOST_ASSERT(list.asks(kind));
    BOOST_ASSERT(!list.query_zone().empty());
    // A kind without an entry of its own is tested by another kind's: they are one zone on one set of servers.
    for (const subject_kind tested : {kind, subject_kind::ip4, subject_kind::ip6, subject_kind::domain}) {
        const std::string& entry = test_text(list, tested, listed);
        if (list.asks(tested) && !entry.empty())
            return list.query_front() + test_name(entry, tested) + list.query_zone();
    }
    return {};
}

}  // namespace offlist
