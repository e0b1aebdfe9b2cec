// Signatures, against values that others computed.
#include <gmock/gmock.h>

#include <notify/signature.hpp>
#include <set>

namespace offlist::test {
namespace {

using namespace notify;

std::chrono::sys_seconds at(std::int64_t seconds)
{
    return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
}

TEST(webhook_signature, is_that_of_the_example_of_standard_webhooks)
{
    // The example of the reference libraries; python's hmac module says the same.
    EXPECT_EQ(signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at(1614265330),
                        R"({"test": 2432232314})")
                  .value(),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(webhook_signature, is_by_the_octets_of_the_secret_with_padding_or_without)
{
    const std::string body = R"({"type":"webhook.test","timestamp":"2026-11-24T12:00:00Z","data":{"webhook":"whk_1"}})";
    // both by python's hmac module
    EXPECT_EQ(signature("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "evt_7", at(1764000000), body).value(),
              "v1,KOCceSoSntUWfhgVjAm9Nd7tpNT1cqQ3ZOF6XtvxH74=");
    EXPECT_EQ(signature("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", "evt_7", at(1764000000), body).value(),
              "v1,TfQeDDWdS6vN3ogpG8GSli+raCYcI20MCuJYdeF8v9o=");
}

TEST(webhook_signature, stands_in_the_headers_of_standard_webhooks)
{
    const auto headers = signed_headers("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                        at(1614265330), R"({"test": 2432232314})");
    const outbound::header_fields wanted{{"Content-Type", "application/json"},
                                         {"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                                         {"webhook-timestamp", "1614265330"},
                                         {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}};
    EXPECT_EQ(headers.value(), wanted);
}

TEST(webhook_signature, needs_a_secret_and_does_not_show_a_wrong_one)
{
    for (const std::string wrong : {"", "whsec_", "swordfish", "whsec_swordfish", "whsec_????", "whsec_AAA"}) {
        const auto made = signature(wrong, "evt_1", at(0), "{}");
        ASSERT_FALSE(made) << wrong;
        EXPECT_THAT(made.error().to_string(), testing::Not(testing::HasSubstr("swordfish")));
    }
}

TEST(webhook_secret, is_long_enough_and_never_the_same)
{
    std::set<std::string> all;
    for (int i = 0; i < 100; ++i) {
        const std::string secret = make_secret();
        EXPECT_THAT(secret, testing::StartsWith("whsec_"));
        EXPECT_EQ(secret.size(), 6U + 44U) << "32 octets in base64";
        EXPECT_TRUE(signature(secret, "evt_1", at(0), "{}"));
        all.insert(secret);
    }
    EXPECT_EQ(all.size(), 100U);
}

}  // namespace
}  // namespace offlist::test
