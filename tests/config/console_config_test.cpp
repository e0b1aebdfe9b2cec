// [console] of offlist.toml.
#include <gmock/gmock.h>

#include <config/configuration.hpp>
#include <support/small_world.hpp>

namespace {

using namespace offlist;
using config::parse_config;
using config::secrets;
using testing::AllOf;
using testing::HasSubstr;

std::string console_problems(const std::string& text)
{
    const auto read = parse_config("[console]\n" + text, "dir/offlist.toml", secrets::leave);
    std::string told;
    if (!read)
        for (const problem& p : read.error()) told += p.to_string() + '\n';
    return told;
}

TEST(console_config, is_offlists_own_unless_said)
{
    const auto read = parse_config("", "dir/offlist.toml", secrets::leave);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->service.console.name, "offlist");
    EXPECT_EQ(read->service.console.logo, "");
    EXPECT_EQ(read->service.console.directory, "");
}

TEST(console_config, reads_whose_it_is)
{
    test::small_world w;
    w.write("logo.svg", "<svg/>");
    const auto read = parse_config(
        "[console]\nname = \"Host\"\nlogo = \"logo.svg\"\naccent = \"#0b6b5d\"\n"
        "support_url = \"https://h.example/help/\"\nterms_url = \"https://h.example/terms\"\ndirectory = \"c\"\n",
        w.path() / "offlist.toml", secrets::leave);
    ASSERT_TRUE(read) << read.error().front().to_string();
    const config::console_config& c = read->service.console;
    EXPECT_EQ(c.name, "Host");
    EXPECT_EQ(c.logo, "<svg/>");
    EXPECT_EQ(c.logo_name, "logo.svg");
    EXPECT_EQ(c.accent, "#0b6b5d");
    EXPECT_EQ(c.support_url, "https://h.example/help");
    EXPECT_EQ(c.directory, w.path() / "c");
}

TEST(console_config, says_what_is_wrong_and_what_would_be_right)
{
    EXPECT_THAT(console_problems("name = \"\"\n"), AllOf(HasSubstr("dir/offlist.toml:2: "), HasSubstr("60 octets")));
    EXPECT_THAT(console_problems("accent = \"teal\"\n"), HasSubstr("#rrggbb"));
    EXPECT_THAT(console_problems("accent = \"#12345g\"\n"), HasSubstr("no colour"));
    EXPECT_THAT(console_problems("accent = \"#ffcc00\"\n"), HasSubstr("a darker colour"));
    EXPECT_THAT(console_problems("logo = \"logo.exe\"\n"), HasSubstr(".svg"));
    EXPECT_THAT(console_problems("logo = \"gone.png\"\n"), HasSubstr("dir/offlist.toml:2: "));
    EXPECT_THAT(console_problems("support_url = \"javascript:alert(1)\"\n"), HasSubstr("https://"));
    EXPECT_THAT(console_problems("acent = \"#000000\"\n"), HasSubstr("accent"));
}

}  // namespace
