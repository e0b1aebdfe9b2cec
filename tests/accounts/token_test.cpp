#include <gmock/gmock.h>
#include <accounts/token.hpp>
#include <crypto/digest.hpp>

#include <set>
#include <string>
#include <utility>

namespace offlist {

TEST(token, has_its_form_its_prefix_and_its_hash)
{
    const new_token made = make_token();
    EXPECT_EQ(made.text.size(), 53U);
    EXPECT_TRUE(well_formed_token(made.text));
    EXPECT_EQ(made.prefix, made.text.substr(0, 10));
    EXPECT_TRUE(made.text.starts_with("olt_"));
    EXPECT_EQ(made.hash, hash_of_token(made.text));
}

TEST(token, no_two_are_alike_and_every_digit_occurs)
{
    std::set<std::string> texts;
    std::set<char> digits;
    for (int i = 0; i < 1000; ++i) {
        const std::string text = make_token().text;
        texts.insert(text);
        for (const char c : text.substr(4, 43)) digits.insert(c);
    }
    EXPECT_EQ(texts.size(), 1000U);
    EXPECT_EQ(digits.size(), 62U);
}

TEST(token, every_single_wrong_character_is_noticed)
{
    const std::string good = make_token().text;
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string wrong = good;
        wrong[at] = wrong[at] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(well_formed_token(wrong)) << "character " << at;
    }
}

TEST(token, two_swapped_characters_are_noticed)
{
    const std::string good = make_token().text;
    for (std::size_t at = 4; at + 1 < good.size(); ++at) {
        std::string wrong = good;
        std::swap(wrong[at], wrong[at + 1]);
        EXPECT_EQ(well_formed_token(wrong), wrong == good) << "character " << at;
    }
}

TEST(token, what_is_no_token)
{
    const std::string good = make_token().text;
    for (const std::string& wrong :
         {std::string(), std::string("olt_"), good + "a", good.substr(1), good.substr(0, good.size() - 1), " " + good,
          std::string(53, '\0'), std::string("olt_") + std::string(49, '-'), std::string(100000, 'a')})
        EXPECT_FALSE(well_formed_token(wrong));
}

TEST(token, the_checksum_is_crc_32_in_base_62)
{
    // computed by hand with zlib.crc32 of the first 47 characters, in digits 0-9 A-Z a-z
    EXPECT_TRUE(well_formed_token("olt_000000000000000000000000000000000000000000025EcMt"));
}

TEST(token, the_hash_is_sha_256)
{
    // FIPS 180-2, appendix B.1
    EXPECT_EQ(crypto::hexadecimal(hash_of_token("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace offlist
