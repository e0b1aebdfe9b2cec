// [webhooks] of offlist.toml.
#include <gmock/gmock.h>

#include "config/configuration.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string webhook_problems(const std::string& text)
{
    const auto read = parse_config(text, "dir/offlist.toml");
    if (read) return "no problem";
    std::string all;
    for (const problem& p : read.error()) all += p.to_string() + '\n';
    return all;
}

TEST(webhook_configs, are_strict_unless_told_otherwise)
{
    EXPECT_EQ(parse_config("[log]\n", "dir/offlist.toml")->service.webhooks, webhook_config{});
    const webhook_config usual;
    EXPECT_EQ(usual.per_account, 10U);
    EXPECT_FALSE(usual.allow_http || usual.allow_special_addresses);
    const auto read = parse_config(
        "[webhooks]\nper_account = 3\ntimeout = \"5s\"\nallow_http = true\n"
        "allow_special_addresses = true\nca_file = \"ca.pem\"\n",
        "dir/offlist.toml");
    const webhook_config wanted{
        .per_account = 3, .timeout = 5s, .allow_http = true, .allow_special_addresses = true, .ca_file = "dir/ca.pem"};
    EXPECT_EQ(read->service.webhooks, wanted);
}

TEST(webhook_configs, name_what_is_wrong_and_where)
{
    EXPECT_THAT(webhook_problems("[webhooks]\nper_acount = 3\n"), HasSubstr("dir/offlist.toml:2: "));
    EXPECT_THAT(webhook_problems("[webhooks]\nper_acount = 3\n"), HasSubstr("per_account"));
    EXPECT_THAT(webhook_problems("[webhooks]\ntimeout = \"2m\"\n"), HasSubstr("at most 1m"));
    EXPECT_THAT(webhook_problems("[webhooks]\nper_account = 0\n"), HasSubstr("dir/offlist.toml:2: "));
    EXPECT_THAT(webhook_problems("[webhooks]\nallow_http = 1\n"), HasSubstr("allow_http"));
}

}  // namespace
}  // namespace offlist::config
