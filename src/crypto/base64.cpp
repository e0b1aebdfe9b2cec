#include "crypto/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/assert.hpp>

namespace offlist::crypto {
namespace {

constexpr std::size_t group = 4;         // characters, of three octets
constexpr std::size_t most_padding = 2;  // characters

bool in_alphabet(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

std::string without_padding(std::string text)
{
    while (text.ends_with('=')) text.pop_back();
    return text;
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> octets)
{
    std::string text((octets.size() + 2) / 3 * group + 1, '\0');  // EVP_EncodeBlock ends it with a zero
    const int size = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), octets.data(),
                                       static_cast<int>(octets.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::optional<std::string> from_base64(std::string_view text)
{
    // EVP_DecodeBlock takes blanks around the text, and padding within it
    const std::string_view digits = text.substr(0, text.find('='));
    const std::size_t padding = text.size() - digits.size();
    if (text.empty() || text.size() % group != 0 || padding > most_padding ||
        !std::all_of(digits.begin(), digits.end(), in_alphabet) ||
        text.substr(digits.size()).find_first_not_of('=') != std::string_view::npos)
        return std::nullopt;
    std::string octets(text.size() / group * 3, '\0');
    const int size =
        ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(octets.data()),
                          reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    BOOST_ASSERT(size == static_cast<int>(octets.size()));
    octets.resize(octets.size() - padding);
    // the bits that padding leaves over must be zero: one value, one text (section 3.5)
    const std::span written(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
    if (to_base64(written) != text) return std::nullopt;
    return octets;
}

std::string to_base64url(std::string_view octets)
{
    std::string text =
        without_padding(to_base64({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()}));
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '-', '+');
    std::replace(plain.begin(), plain.end(), '_', '/');
    while (plain.size() % group != 0) plain += '=';
    return from_base64(plain);
}

}  // namespace offlist::crypto
