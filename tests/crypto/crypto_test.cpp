// Digests, HMAC and base64 by the vectors of their standards; random numbers and the comparison of secrets by what they
// promise.
#include <gtest/gtest.h>

#include <crypto/base64.hpp>
#include <crypto/digest.hpp>
#include <crypto/hmac.hpp>
#include <crypto/nonce.hpp>
#include <crypto/random_octets.hpp>
#include <crypto/same_secret.hpp>
#include <set>

namespace offlist::crypto::test {
namespace {

// FIPS 180-4, the examples of NIST's "Secure Hash Standard" for SHA-256 (and the empty message).
TEST(sha256, is_that_of_the_standard)
{
    EXPECT_EQ(hexadecimal(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hexadecimal(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hexadecimal(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hexadecimal(sha256(std::string(1'000'000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

std::string hmac(const std::string& key, const std::string& data)
{
    const hmac_digest digest = hmac_sha256(key, data);
    return hexadecimal(digest);
}

// RFC 4231 section 4; test case 5 is of a truncated output.
TEST(hmac_sha256, is_that_of_rfc_4231)
{
    EXPECT_EQ(hmac(std::string(20, '\x0b'), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hmac("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hmac(std::string(20, '\xaa'), std::string(50, '\xdd')),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    std::string counting;
    for (char c = 1; c <= 25; ++c) counting += c;
    EXPECT_EQ(hmac(counting, std::string(50, '\xcd')),
              "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    EXPECT_EQ(hmac(std::string(20, '\x0c'), "Test With Truncation").substr(0, 32), "a3b6167473100ee06e0c796c2955552b");
    EXPECT_EQ(hmac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    EXPECT_EQ(hmac(std::string(131, '\xaa'),
                   "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
                   "to be hashed before being used by the HMAC algorithm."),
              "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

std::string encoded(std::string_view octets)
{
    return to_base64({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
}

// RFC 4648 section 10.
TEST(base64, is_that_of_rfc_4648)
{
    const std::pair<std::string_view, std::string_view> vectors[] = {{"f", "Zg=="},         {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},       {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    EXPECT_EQ(encoded(""), "");
    for (const auto& [plain, text] : vectors) {
        EXPECT_EQ(encoded(plain), text);
        EXPECT_EQ(from_base64(text), plain);
    }
    EXPECT_EQ(encoded("\xfb\xff\xbe"), "+/++") << "both characters that section 5 replaces";
    EXPECT_EQ(from_base64("+/++"), "\xfb\xff\xbe");
}

TEST(base64, takes_nothing_that_it_would_not_write)
{
    for (const std::string_view text :
         {"", "Zg", "Zg=", "Zg===", "=", "====", "Zm9v=", "Z===", "Zm=v", "Zg==Zg==", " Zg==", "Zg== ", "Zm9v\n",
          "Zm9\n", "Zm9-", "Zm9_", "Zh==", "Zm9=", "Zm9v\xc3\xa4"})
        EXPECT_FALSE(from_base64(text).has_value()) << text;
    EXPECT_FALSE(from_base64(std::string_view("Zm9\0", 4)).has_value());
}

TEST(base64url, has_its_own_alphabet_and_no_padding)
{
    const std::pair<std::string_view, std::string_view> vectors[] = {
        {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xbe", "-_--"}};
    for (const auto& [plain, text] : vectors) {
        EXPECT_EQ(to_base64url(plain), text);
        EXPECT_EQ(from_base64url(text), plain);
    }
    for (const std::string_view text : {"", "Z", "Zg==", "+/++", "Zh", "Zm9vY", "Zm 9"})
        EXPECT_FALSE(from_base64url(text).has_value()) << text;
}

TEST(base64url, gives_back_any_octets)
{
    std::string octets;
    for (int i = 0; i < 256; ++i) {
        octets += static_cast<char>(i);
        EXPECT_EQ(from_base64url(to_base64url(octets)), octets);
        EXPECT_EQ(from_base64(encoded(octets)), octets);
    }
}

TEST(same_secret, is_equal_octet_for_octet)
{
    EXPECT_TRUE(same_secret("", ""));
    EXPECT_TRUE(same_secret("whsec_a", "whsec_a"));
    EXPECT_FALSE(same_secret("whsec_a", "whsec_b"));
    EXPECT_FALSE(same_secret("whsec_a", "whsec_"));
    EXPECT_FALSE(same_secret("whsec_", "whsec_a"));
    EXPECT_FALSE(same_secret(std::string_view("a\0b", 3), std::string_view("a\0c", 3))) << "a zero ends nothing";
}

TEST(random_octets, never_come_twice)
{
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto octets = random_octets<16>();
        EXPECT_TRUE(seen.insert(hexadecimal(octets)).second);
    }
}

TEST(nonce, has_sixteen_digits)
{
    const std::string nonce = make_nonce();
    EXPECT_EQ(nonce.size(), 16U);
    EXPECT_EQ(nonce.find_first_not_of(hex_digits), std::string::npos) << nonce;
    EXPECT_NE(nonce, make_nonce());
}

}  // namespace
}  // namespace offlist::crypto::test
