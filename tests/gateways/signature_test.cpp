// Signatures of webhooks: the published test vectors, and everything next to them.
#include <gtest/gtest.h>

#include <gateways/signature.hpp>

namespace offlist::gateways {
namespace {

using namespace std::chrono_literals;

const std::string stripe_body = R"({"id":"evt_1","object":"event","type":"checkout.session.completed"})";
const std::string stripe_secret = "whsec_test_secret";
const std::string stripe_signature = "d1e4aa90551919f198c22ba0a9691b35338d4b631d54ce1f1465e93b1d41c430";
constexpr std::chrono::sys_seconds signed_at{1'700'000'000s};

std::optional<refused_webhook> stripe_says(const std::string& header, std::chrono::sys_seconds now = signed_at,
                                           const std::string& body = stripe_body,
                                           const std::string& secret = stripe_secret)
{
    return wrong_with_stripe_signature(header, body, secret, now);
}

const std::string good_header = "t=1700000000,v1=" + stripe_signature;

TEST(stripe_signatures, the_test_vector_is_good)
{
    EXPECT_EQ(hmac_sha256(stripe_secret, "1700000000." + stripe_body), stripe_signature);
    EXPECT_EQ(stripe_says(good_header), std::nullopt);
}

TEST(stripe_signatures, any_right_one_is_enough_and_other_schemes_are_not_looked_at)
{
    const std::string other(64, '0');
    EXPECT_EQ(stripe_says("t=1700000000,v1=" + other + ",v1=" + stripe_signature + ",v0=" + other), std::nullopt);
    EXPECT_EQ(stripe_says("v0=" + other + ",v1=" + stripe_signature + ",t=1700000000"), std::nullopt);
    EXPECT_EQ(stripe_says("t=1700000000,v0=" + stripe_signature), refused_webhook::wrong_signature);
    EXPECT_EQ(stripe_says("t=1700000000,v2=" + stripe_signature), refused_webhook::wrong_signature);
}

TEST(stripe_signatures, are_good_for_five_minutes_either_way)
{
    EXPECT_EQ(stripe_says(good_header, signed_at + 300s), std::nullopt);
    EXPECT_EQ(stripe_says(good_header, signed_at + 301s), refused_webhook::stale);
    EXPECT_EQ(stripe_says(good_header, signed_at - 300s), std::nullopt);
    EXPECT_EQ(stripe_says(good_header, signed_at - 301s), refused_webhook::stale);
}

TEST(stripe_signatures, every_changed_octet_is_seen)
{
    for (std::size_t i = 0; i < stripe_body.size(); ++i) {
        std::string body = stripe_body;
        body[i] = static_cast<char>(body[i] ^ 1);
        EXPECT_EQ(stripe_says(good_header, signed_at, body), refused_webhook::wrong_signature) << i;
    }
    for (std::size_t i = good_header.find("v1=") + 3; i < good_header.size(); ++i) {
        std::string header = good_header;
        header[i] = header[i] == '0' ? '1' : '0';
        EXPECT_EQ(stripe_says(header), refused_webhook::wrong_signature) << i;
    }
    EXPECT_EQ(stripe_says(good_header, signed_at, stripe_body + ' '), refused_webhook::wrong_signature);
    EXPECT_EQ(stripe_says("t=1700000001,v1=" + stripe_signature), refused_webhook::wrong_signature);
    EXPECT_EQ(stripe_says(good_header, signed_at, stripe_body, "test_secret"), refused_webhook::wrong_signature)
        << "the whole secret is the key, with its whsec_";
}

TEST(stripe_signatures, broken_headers_are_refused)
{
    EXPECT_EQ(stripe_says(""), refused_webhook::unsigned_one);
    for (const std::string& header : std::initializer_list<std::string>{
             std::string("t"), std::string(","), std::string("t=1700000000"), "v1=" + stripe_signature,
             "t=,v1=" + stripe_signature, "t=1e9,v1=" + stripe_signature, "t=-1,v1=" + stripe_signature,
             "t=99999999999999999999,v1=" + stripe_signature, "t=1700000000,t=1700000000,v1=" + stripe_signature,
             "t=1700000000,v1=" + stripe_signature.substr(1), "t=1700000000,v1=", good_header + std::string(3000, ' '),
             "t= 1700000000,v1=" + stripe_signature})
        EXPECT_EQ(stripe_says(header), refused_webhook::wrong_signature) << header;
}

const std::string btcpay_body = R"({"deliveryId":"d1","type":"InvoiceSettled"})";
const std::string btcpay_signature = "fe08f420fc90bc49673d00ed8095f4209fe955b093835a9fe3d4b6b15f416648";

TEST(btcpay_signatures, the_test_vector_is_good)
{
    EXPECT_EQ(wrong_with_btcpay_signature("sha256=" + btcpay_signature, btcpay_body, "btcpay_secret"), std::nullopt);
}

TEST(btcpay_signatures, every_changed_octet_is_seen)
{
    for (std::size_t i = 0; i < btcpay_body.size(); ++i) {
        std::string body = btcpay_body;
        body[i] = static_cast<char>(body[i] ^ 1);
        EXPECT_EQ(wrong_with_btcpay_signature("sha256=" + btcpay_signature, body, "btcpay_secret"),
                  refused_webhook::wrong_signature);
    }
    for (const std::string& header : std::initializer_list<std::string>{
             btcpay_signature, "sha1=" + btcpay_signature, "sha256=" + btcpay_signature + "0",
             "sha256=" + btcpay_signature.substr(1), std::string("sha256=")})
        EXPECT_EQ(wrong_with_btcpay_signature(header, btcpay_body, "btcpay_secret"), refused_webhook::wrong_signature)
            << header;
    EXPECT_EQ(wrong_with_btcpay_signature("", btcpay_body, "btcpay_secret"), refused_webhook::unsigned_one);
    EXPECT_EQ(wrong_with_btcpay_signature("sha256=" + btcpay_signature, btcpay_body, "other"),
              refused_webhook::wrong_signature);
}

}  // namespace
}  // namespace offlist::gateways
