#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "blocklists/make_list.hpp"
#include "blocklists/question_name.hpp"
#include "blocklists/wire_zone.hpp"

namespace offlist {
namespace {

using test::make_list;

constexpr auto every_kind = {subject_kind::ip4, subject_kind::ip6, subject_kind::domain};

std::string dotted(const dns::wire_name& name)
{
    std::string text;
    for (auto rest = name.view(); rest.front() != 0; rest = rest.subspan(rest.front() + 1U)) {
        if (!text.empty()) text += '.';
        text.append(reinterpret_cast<const char*>(rest.data()) + 1, rest.front());
    }
    return text;
}

TEST(question_name, reverses_octets)
{
    const blocklist list = make_list("a", "bl.example", every_kind);
    EXPECT_EQ(question_name(address_v4(test::number("192.0.2.99")), list), "99.2.0.192.bl.example");
}

TEST(question_name, reverses_nibbles)
{
    const blocklist list = make_list("a", "bl.example", every_kind);
    // the example of RFC 5782 section 2.4
    EXPECT_EQ(question_name(boost::asio::ip::make_address_v6("2001:db8:1:2:3:4:567:89ab"), list),
              "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.bl.example");
}

TEST(question_name, asks_the_form_of_a_domain_that_the_list_knows)
{
    blocklist list = make_list("a", "bl.example", every_kind);
    const domain name{"www.shop.example.net", "example.net"};
    EXPECT_EQ(question_name(name, list), "www.shop.example.net.bl.example");
    list.form = domain_form::organisational;
    EXPECT_EQ(question_name(name, list), "example.net.bl.example");
}

TEST(question_name, fills_in_the_key_and_only_there)
{
    blocklist list = make_list("a", "{key}.bl.example", every_kind);
    EXPECT_EQ(list.query_zone(), "");
    list.use_key("s3cret");
    EXPECT_EQ(question_name(address_v4(test::number("127.0.0.2")), list), "2.0.0.127.s3cret.bl.example");
    EXPECT_EQ(list.zone, "{key}.bl.example");
}

TEST(question_name, puts_the_key_in_front_of_the_subject_where_the_zone_says_so)
{
    blocklist list = make_list("a", "{key}.{subject}.bl.example", every_kind);
    EXPECT_TRUE(list.needs_key());
    EXPECT_EQ(list.query_zone(), "") << "without its key the list cannot be asked";
    list.use_key("s3cret");
    EXPECT_EQ(question_name(address_v4(test::number("192.0.2.99")), list), "s3cret.99.2.0.192.bl.example");
    EXPECT_EQ(question_name(domain{"www.example.net", "example.net"}, list), "s3cret.www.example.net.bl.example");
    EXPECT_EQ(test_question_name(list, subject_kind::ip4, true), "s3cret.2.0.0.127.bl.example");
    EXPECT_EQ(list.zone, "{key}.{subject}.bl.example") << "what is shown holds no secret";
    list.use_key("");
    EXPECT_EQ(list.query_zone(), "");
    EXPECT_EQ(list.query_front(), "") << "a key that was taken back is gone";
}

TEST(test_question_name, is_the_test_entry_in_front_of_the_zone)
{
    const blocklist list = make_list("a", "bl.example", every_kind);
    EXPECT_EQ(test_question_name(list, subject_kind::ip4, true), "2.0.0.127.bl.example");
    EXPECT_EQ(test_question_name(list, subject_kind::ip4, false), "1.0.0.127.bl.example");
    EXPECT_EQ(test_question_name(list, subject_kind::ip6, true),
              "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example");
    EXPECT_EQ(test_question_name(list, subject_kind::domain, true), "test.bl.example");
    EXPECT_EQ(test_question_name(list, subject_kind::domain, false), "invalid.bl.example");
}

TEST(test_question_name, falls_back_on_another_kind_of_the_same_list_only)
{
    blocklist both = make_list("a", "bl.example", {subject_kind::ip4, subject_kind::ip6});
    both.tests[1] = {};
    EXPECT_EQ(test_question_name(both, subject_kind::ip6, true), "2.0.0.127.bl.example");
    EXPECT_EQ(test_question_name(both, subject_kind::ip6, false), "1.0.0.127.bl.example");
    blocklist six = make_list("b", "bl.example", {subject_kind::ip6});
    six.tests[1] = {};
    EXPECT_EQ(test_question_name(six, subject_kind::ip6, true), "");
}

RC_GTEST_PROP(wire_zone, writes_what_question_name_says,
              (std::uint32_t ip4, const std::array<std::uint8_t, 16>& ip6, bool organisational, bool key_first))
{
    blocklist list =
        make_list("a", key_first ? "{key}.{subject}.bl.example" : "{key}.some-zone.bl.example", every_kind);
    list.use_key("k3y");
    if (organisational) list.form = domain_form::organisational;
    const auto letters = rc::gen::inRange('a', static_cast<char>('z' + 1));
    const auto label = [&] {
        return *rc::gen::resize(60, rc::gen::nonEmpty(rc::gen::container<std::string>(letters)));
    };
    const std::string org = label() + ".example";
    const domain name{label() + '.' + org, org};

    const wire_questions wire(list);
    dns::wire_name out;
    RC_ASSERT(wire.write(out, ip4));
    RC_ASSERT(dotted(out) == question_name(address_v4(ip4), list));
    RC_ASSERT(wire.write(out, ip6));
    RC_ASSERT(dotted(out) == question_name(address_v6(ip6), list));
    RC_ASSERT(wire.write(out, name));
    RC_ASSERT(dotted(out) == question_name(name, list));
}

TEST(wire_zone, writes_every_octet_in_every_place)
{
    const blocklist list = make_list("a", "bl.example", every_kind);
    const wire_questions wire(list);
    dns::wire_name out;
    for (unsigned shift = 0; shift < 32; shift += 8)
        for (std::uint32_t octet = 0; octet < 256; ++octet) {
            ASSERT_TRUE(wire.write(out, octet << shift));
            ASSERT_EQ(dotted(out), question_name(address_v4(octet << shift), list));
        }
}

TEST(wire_zone, refuses_names_that_are_too_long_or_no_names)
{
    const blocklist list = make_list("a", "bl.example", every_kind);
    const wire_questions wire(list);
    dns::wire_name out;
    std::string longest;  // 242 + 1 for the dot + 10 for the zone = 253 octets of text
    while (longest.size() < 242) longest += longest.size() % 50 == 49 ? '.' : 'x';
    EXPECT_TRUE(wire.write(out, domain{longest, longest}));
    EXPECT_EQ(out.view().size(), 255U);
    EXPECT_FALSE(wire.write(out, domain{longest + 'x', longest}));
    EXPECT_TRUE(wire.write(out, domain{std::string(63, 'x'), ""}));
    EXPECT_FALSE(wire.write(out, domain{std::string(64, 'x'), ""}));
    EXPECT_FALSE(wire.write(out, domain{"a..b", ""}));
    EXPECT_FALSE(wire.write(out, domain{"", ""}));
}

}  // namespace
}  // namespace offlist
