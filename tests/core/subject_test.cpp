#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <core/ip_text.hpp>
#include <core/special.hpp>
#include <offlist/subject.hpp>
#include <ostream>
#include <string>

namespace offlist {
namespace {

using testing::HasSubstr;

std::string canonical(std::string_view text)
{
    auto read = parse_subject(text, special_addresses::allow);
    return read ? to_string(*read) : read.error().to_string();
}

TEST(subject, is_told_by_its_form)
{
    EXPECT_EQ(kind_of(parse_subject("45.83.12.7").value()), subject_kind::ip4);
    EXPECT_EQ(kind_of(parse_subject("2a00::1").value()), subject_kind::ip6);
    EXPECT_EQ(kind_of(parse_subject("example.com").value()), subject_kind::domain);
    EXPECT_EQ(to_string(subject_kind::ip4), "ip4");
    EXPECT_EQ(to_string(subject_kind::ip6), "ip6");
    EXPECT_EQ(to_string(subject_kind::domain), "domain");
}

TEST(subject, has_one_canonical_text)
{
    EXPECT_EQ(canonical("2A00:0:0:0:0:0:0:1"), "2a00::1");
    EXPECT_EQ(canonical("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1") << "RFC 5952 section 4.2.3";
    EXPECT_EQ(canonical("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1") << "RFC 5952 section 4.2.2";
    EXPECT_EQ(canonical("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(canonical("::FFFF:7F00:2"), "127.0.0.2") << "the IPv6 test entry of RFC 5782 is an IPv4 address";
    EXPECT_EQ(canonical("Example.COM."), "example.com");
}

TEST(subject, special_addresses_are_refused_by_name)
{
    EXPECT_EQ(
        parse_subject("192.168.1.1").error().to_string(),
        "\"192.168.1.1\" is a private address (192.168.0.0/16, RFC 1918), which no public blocklist knows; expected a "
        "public address");
    EXPECT_THAT(parse_subject("::ffff:127.0.0.1").error().what, HasSubstr("loopback"));
    EXPECT_THAT(parse_subject("fe80::1").error().what, HasSubstr("link-local"));
    EXPECT_TRUE(parse_subject("192.168.1.1", special_addresses::allow));
}

TEST(subject, no_hint_names_what_would_be_refused)
{
    for (const auto* text : {"https://10.0.0.1/", "joe@[127.0.0.1]", "10.0.0.0/24/", "192.168.1.1:25"})
        EXPECT_EQ(parse_subject(text).error().expected, "an IP address or a domain") << text;
}

TEST(subject, every_special_range_is_refused_and_can_be_allowed)
{
    const auto examine = [](const special_range& range, std::string_view first) {
        const auto read = parse_subject(first);
        ASSERT_FALSE(read) << range.range;
        const bool becomes_ip4 = range.range == "::ffff:0:0/96";
        EXPECT_THAT(read.error().what, HasSubstr(becomes_ip4 ? "this network" : range.what)) << range.range;
        EXPECT_TRUE(parse_subject(first, special_addresses::allow)) << range.range;
    };
    for (const auto& range : special_ip4_ranges()) examine(range, range.range.substr(0, range.range.find('/')));
    for (const auto& range : special_ip6_ranges())
        if (range.range != "::/96" && range.range != "::/3")
            examine(range, range.range.substr(0, range.range.find('/')));
}

struct refusal {
    std::string text;
    std::string_view what;
    std::string_view expected;
};

void PrintTo(const refusal& r, std::ostream* out)
{
    *out << testing::PrintToString(r.text);
}

class refused_subject : public testing::TestWithParam<refusal> {};

TEST_P(refused_subject, says_what_is_wrong_and_what_would_be_right)
{
    const auto& [text, what, expected] = GetParam();
    const auto read = parse_subject(text, special_addresses::allow);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().what, HasSubstr(what));
    EXPECT_THAT(read.error().expected, HasSubstr(expected));
}

INSTANTIATE_TEST_SUITE_P(
    mistakes, refused_subject,
    testing::Values(
        refusal{"", "empty", "an IP address or a domain"}, refusal{"192.0.2.010", "octal", "without leading zeros"},
        refusal{"192.0.2.00", "octal", "without leading zeros"}, refusal{"192.0.2.256", "larger than 255", "0 to 255"},
        refusal{"192.0.2.9999999999999", "larger than 255", "0 to 255"},
        refusal{"192.0.2", "3 numbers", "four numbers"}, refusal{"3221225985", "1 number", "four numbers"},
        refusal{"192.0.2.1.", "an octet is missing", "192.0.2.1"},
        refusal{"192.0..1", "an octet is missing", "four numbers"}, refusal{"0xc0.0.2.1", "is a number", "a domain"},
        refusal{"192.0.2.0-192.0.2.9", "is not an address", "198.51.100.0/24"},
        refusal{"192.0.2.0/24", "is a range", "one address"}, refusal{"2a00::/48", "is a range", "one address"},
        refusal{"fe80::1%eth0", "zone id", "global"}, refusal{"2a00:::1", "not an IPv6 address", "2001:db8::1"},
        refusal{"2a00::1::2", "not an IPv6 address", "2001:db8::1"},
        refusal{"2a00::12345", "not an IPv6 address", "2001"},
        refusal{"::ffff:192.0.2.010", "not an IPv6 address", "2001:db8::1"},
        refusal{"1:2:3:4:5:6:7:8:9", "not an IPv6 address", "2001:db8::1"},
        refusal{"[2a00::1]", "brackets", "2a00::1 alone"}, refusal{"[2a00::1]:25", "brackets", "2a00::1 alone"},
        refusal{"192.0.2.1:25", "has a port", "192.0.2.1 alone"},
        refusal{"example.com:25", "a port", "example.com alone"},
        refusal{"https://example.com/a?b", "is a URL", "example.com alone"},
        refusal{"http://joe:secret@example.com:80/", "is a URL", "example.com alone"},
        refusal{"http://[2a00::1]:80/", "is a URL", "2a00::1 alone"},
        refusal{"joe@example.com", "e-mail", "example.com alone"},
        refusal{"<joe@example.com>", "e-mail", "example.com alone"},
        refusal{"joe@[192.0.2.7]", "e-mail", "192.0.2.7 alone"},
        refusal{"joe@example..com>", "e-mail", "an IP address or a domain"},
        refusal{"192.0.2.0/24/", "no range as it stands", "192.0.2.0/24 alone"},
        refusal{"192.0.2.7/24/", "no range as it stands", "192.0.2.0/24 alone"},
        refusal{"192.0.2.0/33/", "no range as it stands", "an IP address or a domain"},
        refusal{"[2a00::]/64", "no range as it stands", "2a00::/64 alone"},
        refusal{"192.0.2.7/", "has a path", "192.0.2.7 alone"},
        refusal{"192.0.2.999:25", "has a port", "an IP address or a domain"},
        refusal{"https://exa mple/", "holds a space", "an IP address"},
        refusal{"https://localhost:80/", "is a URL", "an IP address or a domain"},
        refusal{"https://B\u00fccher.example/", "is a URL", "xn--bcher-kva.example alone"},
        refusal{"*.example.com", "not allowed", "example.com alone"},
        refusal{".example.com", "empty label", "example.com alone"},
        refusal{"\"example.com\"", "not allowed", "example.com alone"},
        refusal{"*.com", "not allowed", "a domain like"},
        refusal{"192.0.2.7\u00a0", "U+00A0 (no-break space), in column 10", "without it"},
        refusal{"192.0.2.\xb2", "not UTF-8", "UTF-8"}, refusal{"@", "e-mail", "an IP address or a domain"},
        refusal{"example.com/index", "has a path", "example.com alone"}, refusal{"a b", "space", "an IP address"},
        refusal{" 192.0.2.1", "space", "an IP address"}, refusal{"192.0.2.1\n", "control", "an IP address"},
        refusal{std::string("192.0.2.1\0", 10), "control", "an IP address"},
        refusal{std::string("exa\0mple.com", 12), "exa\\x00mple.com", "an IP address"},
        refusal{"\x1b[2Jexample.com", "\\x1b[2J", "an IP address"}, refusal{std::string(5000, 'a'), "too long", ""},
        refusal{"co.uk", "public suffix", "example.co.uk"}, refusal{"localhost", "one label", "mail.example.com"}));

RC_GTEST_PROP(subject, reads_what_it_wrote_of_ip4, (std::uint32_t address))
{
    const subject s = address_v4{address};
    RC_ASSERT(parse_subject(to_string(s), special_addresses::allow).value() == s);
}

RC_GTEST_PROP(subject, reads_what_it_wrote_of_ip6, (std::uint64_t high, std::uint64_t low))
{
    const auto keep = *rc::gen::element<std::uint64_t>(0, 0xffff, 0xffff0000ffff, ~std::uint64_t{0});  // runs of zeros
    const ip6_number number{high & keep, low};
    RC_PRE(!is_mapped_ip4(number));
    const subject s = address_v6{to_octets(number)};
    RC_ASSERT(parse_subject(to_string(s), special_addresses::allow).value() == s);
}

RC_GTEST_PROP(subject, a_domain_that_is_read_stays_itself, ())
{
    const auto character =
        rc::gen::element<std::string>("a", "Z", "7", "-", "ü", "ß", "日", ".", "。", "xn--", "example");
    const auto parts = *rc::gen::container<std::vector<std::string>>(character);
    std::string text;
    for (const auto& part : parts) text += part;
    const auto read = parse_subject(text + *rc::gen::element<std::string>(".com", ".co.uk", ".example", "."));
    if (!read) return;
    RC_ASSERT(parse_subject(to_string(*read)).value() == *read);
    if (const auto* name = std::get_if<domain>(&*read)) {
        RC_ASSERT(std::string_view(name->name).ends_with(name->organisational));
        RC_ASSERT(name->name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos);
    }
}

RC_GTEST_PROP(subject, any_octets_are_read_or_refused_on_one_harmless_line, (const std::string& text))
{
    const auto read = parse_subject(text);
    if (read) return;
    const auto said = read.error().to_string();
    RC_ASSERT(std::none_of(said.begin(), said.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
}

}  // namespace
}  // namespace offlist
