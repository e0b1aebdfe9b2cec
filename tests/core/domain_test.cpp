#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <core/domain.hpp>

namespace offlist {
namespace {

using testing::HasSubstr;

std::string name_of(std::string_view text)
{
    auto read = parse_domain(text);
    return read ? read->name : read.error().to_string();
}

TEST(domain, becomes_lower_case_a_labels_without_the_final_dot)
{
    EXPECT_EQ(name_of("Example.COM."), "example.com");
    EXPECT_EQ(name_of("Bücher.example"), "xn--bcher-kva.example");
    EXPECT_EQ(name_of("bu\u0308cher.example"), "xn--bcher-kva.example") << "composed first (NFC)";
    EXPECT_EQ(name_of("XN--BCHER-KVA.Example"), "xn--bcher-kva.example");
    EXPECT_EQ(name_of("faß.de"), "xn--fa-hia.de") << "non-transitional: not fass.de";
    EXPECT_EQ(name_of("例え.jp"), "xn--r8jz45g.jp");
    EXPECT_EQ(name_of("example。com"), "example.com") << "an ideographic full stop (UTS #46)";
    EXPECT_EQ(name_of("ＥＸＡＭＰＬＥ.com"), "example.com") << "full-width letters";
    EXPECT_EQ(name_of("r3---sn-4g5e.example.com"), "r3---sn-4g5e.example.com") << "plain ASCII is not IDNA's to judge";
}

TEST(domain, knows_the_organisation_it_belongs_to)
{
    const auto organisation = [](std::string_view text) { return parse_domain(text).value().organisational; };
    EXPECT_EQ(organisation("example.com"), "example.com");
    EXPECT_EQ(organisation("a.b.example.co.uk"), "example.co.uk");
    EXPECT_EQ(organisation("www.somebody.github.io"), "somebody.github.io");
    EXPECT_EQ(organisation("github.io"), "github.io") << "a private suffix is nobody's but its owner's";
    EXPECT_EQ(organisation("www.食狮.公司.cn"), "xn--85x722f.xn--55qx5d.cn");
    EXPECT_EQ(organisation("a.b.unheard-of"), "b.unheard-of");
}

TEST(domain, a_bare_public_suffix_is_refused)
{
    for (const auto* text : {"com", "COM.", "co.uk", "公司.cn", "city.kawasaki.jp.", "foo.ck"}) {
        const auto read = parse_domain(text);
        if (std::string_view(text) == "city.kawasaki.jp.") {
            EXPECT_TRUE(read) << "an exception of the list";
            continue;
        }
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().what, HasSubstr("public suffix")) << text;
    }
    EXPECT_EQ(parse_domain("co.uk").error().expected, "a registered domain like example.co.uk");
}

TEST(domain, says_what_is_wrong)
{
    const std::string long_label(64, 'a');
    const std::string label_63(63, 'a');
    const std::string name_255 = label_63 + '.' + label_63 + '.' + label_63 + '.' + label_63;
    const std::pair<std::string, std::string_view> cases[] = {
        {"", "empty"},
        {".", "empty"},
        {"example", "one label only"},
        {"localhost", "one label only"},
        {"a..example", "empty label"},
        {".example.com", "empty label"},
        {"example.com..", "empty label"},
        {"-a.example", "hyphen"},
        {"a-.example", "hyphen"},
        {"_dmarc.example.com", "underscore"},
        {"*.example.com", "\"*\" is not allowed"},
        {"a b.example", "\" \" is not allowed"},
        {std::string("a\0b.example", 11), "zero octet"},
        {long_label + ".example", "64 octets"},
        {name_255, "255 octets"},
        {std::string(100'000, 'a'), "100000 octets"},
        {"example.123", "is a number"},
        {"１９２.０.２.１", "is a number"},
        {"xn--.example", "IDNA"},
        {"xn--a.example", "IDNA"},
        {"☃.example", "IDNA"},
        {"a\u200db.example", "IDNA"},
        {"\xff\xfe.example", "IDNA"},
        {std::string(200, '\xfc') + ".example", "IDNA"},
    };
    for (const auto& [text, why] : cases) {
        const auto read = parse_domain(text);
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().what, HasSubstr(why));
        EXPECT_FALSE(read.error().expected.empty()) << text;
    }
}

TEST(domain, may_be_as_long_as_dns_allows)
{
    const std::string label_63(63, 'a');
    const std::string name_253 = label_63 + '.' + label_63 + '.' + label_63 + '.' + std::string(61, 'b');
    EXPECT_EQ(name_of(name_253), name_253);
    EXPECT_FALSE(parse_domain(name_253 + 'b'));
}

}  // namespace
}  // namespace offlist
