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

TEST(domain, as_a_labels_is_taken_as_it_is)
{
    EXPECT_EQ(name_of("xn--i-7iq.ws"), "xn--i-7iq.ws") << "an emoji, which IDNA2008 refuses and registries do not";
    EXPECT_EQ(name_of("XN--LS8H.la"), "xn--ls8h.la");
    EXPECT_EQ(name_of("www.xn--a.example"), "www.xn--a.example") << "DNS asks for octets, whatever they decode to";
    EXPECT_EQ(name_of("b\u00fccher.xn--i-7iq.ws"), "xn--bcher-kva.xn--i-7iq.ws");
    EXPECT_EQ(name_of("xn--i-7iq\u3002ws"), "xn--i-7iq.ws");
    EXPECT_THAT(name_of("i\u2764.ws"), HasSubstr("A-labels (xn--"));
    EXPECT_EQ(name_of("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example"), "xn--mgba3gch31f060k.example")
        << "a joiner where the script needs it";
}

TEST(domain, may_have_underscores_as_dns_lets_it)
{
    for (const auto* text : {"_dmarc.example.com", "my_host.example.com", "a_.example.com", "__a__.example.co.uk"})
        EXPECT_EQ(name_of(text), text);
    EXPECT_EQ(parse_domain("my_host.example.co.uk").value().organisational, "example.co.uk");
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
        {"*.example.com", "\"*\" is not allowed"},
        {"a b.example", "\" \" is not allowed"},
        {std::string("a\0b.example", 11), "U+0000 (null), in column 2"},
        {long_label + ".example", "64 octets"},
        {name_255, "255 octets"},
        {std::string(100'000, 'a'), "100000 octets"},
        {"example.123", "is a number"},
        {"１９２.０.２.１", "is a number"},
        {"xn--.example", "hyphen"},
        {"☃.example", "IDNA"},
        {"a\u200db.example", "IDNA"},
        {"\xff\xfe.example", "not UTF-8: 0xff"},
        {"b\xfc"
         "cher.example",
         "not UTF-8: 0xfc, a letter in Latin-1"},
        {"example\x80.example", "Windows-1252"},
        {"example.org\u00a0", "U+00A0 (no-break space), in column 12"},
        {"exam\u00adple.org", "U+00AD (soft hyphen)"},
        {"example.org\u200b", "U+200B (zero width space)"},
        {"\ufeffexample.org", "U+FEFF (byte order mark), in column 1"},
        {"\u200eexample.org", "U+200E (left-to-right mark)"},
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
