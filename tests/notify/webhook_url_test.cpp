// Which URLs a webhook may have.
#include <gmock/gmock.h>

#include <notify/webhook_url.hpp>

namespace offlist::test {
namespace {

using namespace notify;

TEST(webhook_url, names_its_server)
{
    EXPECT_EQ(server_of("https://example.org/hooks?key=1", {}).value(), "example.org:443");
    EXPECT_EQ(server_of("https://Hooks.example.org:8443/", {}).value(), "Hooks.example.org:8443");
    EXPECT_EQ(server_of("https://198.41.0.4/", {}).value(), "198.41.0.4:443");
    EXPECT_EQ(server_of("http://127.0.0.1:81/", {.http = true, .special = special_addresses::allow}).value(),
              "127.0.0.1:81");
}

TEST(webhook_url, is_https_to_a_public_address_and_nothing_else)
{
    for (const std::string wrong : {"",
                                    "example.org/hooks",
                                    "http://example.org/",
                                    "ftp://example.org/",
                                    "file:///etc/passwd",
                                    "https://",
                                    "https://user@example.org/",
                                    "https://user:swordfish@example.org/",
                                    "https://example.org/#swordfish",
                                    "https://exa mple.org/",
                                    "https://example.org/\r\nX: y",
                                    "https://127.0.0.1/",
                                    "https://127.1/",
                                    "https://0x7f000001/",
                                    "https://10.0.0.1/",
                                    "https://169.254.169.254/latest",
                                    "https://[::1]/",
                                    "https://[fe80::1]/",
                                    "https://[::ffff:10.0.0.1]/",
                                    "javascript:alert(1)"}) {
        const auto read = server_of(wrong, {});
        ASSERT_FALSE(read) << wrong;
        EXPECT_THAT(read.error().to_string(), testing::Not(testing::HasSubstr("swordfish")));
    }
    EXPECT_FALSE(server_of("https://example.org/" + std::string(longest_url, 'x'), {}));
}

TEST(webhook_url, is_as_the_operator_allows)
{
    EXPECT_TRUE(server_of("http://example.org/", {.http = true}));
    EXPECT_FALSE(server_of("http://127.0.0.1/", {.http = true}));
    EXPECT_TRUE(server_of("https://10.0.0.1/", {.special = special_addresses::allow}));
    EXPECT_FALSE(server_of("http://10.0.0.1/", {.special = special_addresses::allow}));
}

}  // namespace
}  // namespace offlist::test
