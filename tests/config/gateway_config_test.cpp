// [payments] and [gateways.…]: what is read, what is refused, and that no secret is in any message.
#include <gmock/gmock.h>

#include <config/configuration.hpp>

namespace offlist::config {
namespace {

using testing::HasSubstr;
using testing::Not;

loaded<configuration> read(const std::string& text)
{
    return parse_config(text, "/etc/offlist/offlist.toml");
}

std::string gateway_problems(const std::string& text)
{
    const auto got = read(text);
    std::string all;
    if (!got)
        for (const problem& p : got.error()) all += p.to_string() + "\n";
    return all;
}

const std::string complete = R"(
[payments]
public_url = "https://offlist.example/"
least = "20.00"
most = "500.00"
look_first = "5s"
late_window = "3d"
[gateways.stripe]
secret_key = "sk_live_swordfish"
webhook_secret = "whsec_swordfish"
[gateways.btcpay]
url = "https://btcpay.example/"
store = "S1"
api_key = "swordfish"
webhook_secret = "swordfish"
[gateways.bitpay]
token = "swordfish"
webhook_secret = "swordfish"
)";

TEST(gateway_configs, are_read)
{
    const auto got = read(complete);
    ASSERT_TRUE(got) << gateway_problems(complete);
    const payments_config& p = got->service.payments;
    const gateways_config& g = got->service.gateways;
    EXPECT_EQ(p.public_url, "https://offlist.example");
    EXPECT_EQ(p.return_url, "https://offlist.example/paid") << "a page that says so";
    EXPECT_EQ(p.least, 2000);
    EXPECT_EQ(p.most, 50000);
    EXPECT_EQ(p.schedule.look_first, std::chrono::seconds(5));
    EXPECT_EQ(p.schedule.late_window, std::chrono::days(3));
    ASSERT_TRUE(g.stripe && g.btcpay && g.bitpay);
    EXPECT_EQ(g.stripe->url, "https://api.stripe.com");
    EXPECT_EQ(g.stripe->secret_key, "sk_live_swordfish");
    EXPECT_EQ(g.btcpay->url, "https://btcpay.example");
}

TEST(gateway_configs, may_be_left_out)
{
    const auto got = read("");
    ASSERT_TRUE(got);
    EXPECT_FALSE(got->service.gateways.any());
}

TEST(gateway_configs, say_what_is_missing)
{
    EXPECT_THAT(gateway_problems("[gateways.stripe]\nsecret_key = \"x\"\n"),
                testing::AllOf(HasSubstr("webhook_secret is missing"), HasSubstr("public_url")));
    EXPECT_THAT(gateway_problems("[payments]\npublic_url = \"https://o.example\"\n[gateways.btcpay]\nstore = \"S\"\n"),
                testing::AllOf(HasSubstr("url is missing"), HasSubstr("api_key is missing")));
    EXPECT_THAT(gateway_problems("[gateways.strip]\n"), HasSubstr("stripe"));
    EXPECT_THAT(gateway_problems("[payments]\nleast = \"20\"\n"), HasSubstr("35.00"));
    EXPECT_THAT(gateway_problems("[payments]\nleast = \"20.00\"\nmost = \"10.00\"\n"), HasSubstr("less than least"));
    EXPECT_THAT(gateway_problems("[payments]\npublic_url = \"offlist.example\"\n"), HasSubstr("https://"));
}

TEST(gateway_configs, never_show_a_secret)
{
    for (const std::string key : {"secret_key", "webhook_secret", "api_key", "token"}) {
        std::string text = complete;
        const auto at = text.find(key + " = ");
        text.replace(at, 0, "unknown_");
        EXPECT_THAT(gateway_problems(text), testing::AllOf(Not(testing::IsEmpty()), Not(HasSubstr("swordfish"))))
            << key;
    }
    EXPECT_THAT(gateway_problems("[gateways.stripe]\nsecret_key = swordfish\n"), Not(HasSubstr("swordfish")));
    EXPECT_THAT(gateway_problems("[gateways.stripe]\nsecret_key = 7\nwebhook_secret = [\"swordfish\"]\n"),
                Not(HasSubstr("swordfish")));
}

}  // namespace
}  // namespace offlist::config
