#include "delisting/own_name.hpp"

#include <algorithm>
#include <array>
#include <boost/assert.hpp>
#include <core/ascii.hpp>
#include <core/hex.hpp>
#include <string>
#include <vector>

namespace offlist {
namespace {

// As a whole part of a name between dots, hyphens and digits. "static" is not among them: a static line may well carry
// a name of its own beside it.
constexpr std::array<std::string_view, 22> line_words{
    "dyn",    "dynamic", "dynip", "dhcp", "dsl",       "adsl",   "vdsl",    "xdsl",     "ppp",  "pppoe",      "dialup",
    "dialin", "pool",    "cable", "catv", "broadband", "client", "clients", "customer", "cust", "unassigned", "unused"};

bool letter(char c)
{
    return c >= 'a' && c <= 'z';
}
bool digit(char c)
{
    return c >= '0' && c <= '9';
}

// The runs of digits and of letters in the name, in order.
std::vector<std::string> runs(std::string_view name, bool (*belongs)(char))
{
    std::vector<std::string> found;
    bool inside = false;
    for (const char c : name) {
        if (belongs(c)) {
            if (!inside) found.emplace_back();
            found.back() += c;
        }
        inside = belongs(c);
    }
    return found;
}

bool has_octets_in_row(const std::vector<std::string>& numbers, const std::array<std::uint8_t, 4>& octets)
{
    for (std::size_t from = 0; from + 4 <= numbers.size(); ++from) {
        bool all = true;
        for (std::size_t i = 0; i < 4 && all; ++i) {
            const std::string& n = numbers[from + i];
            all = n.size() <= 3 && static_cast<unsigned>(std::stoul(n)) == octets[i];
        }
        if (all) return true;
    }
    return false;
}

std::string padded(unsigned octet)
{
    const std::string text = std::to_string(octet);
    return std::string(3 - text.size(), '0') + text;
}

bool spells(std::string_view name, const address_v4& address)
{
    const auto bytes = address.to_bytes();
    const std::array<std::uint8_t, 4> forward{bytes[0], bytes[1], bytes[2], bytes[3]};
    const std::array<std::uint8_t, 4> backward{bytes[3], bytes[2], bytes[1], bytes[0]};
    const auto numbers = runs(name, digit);
    for (const auto& octets : {forward, backward}) {
        if (has_octets_in_row(numbers, octets)) return true;
        std::string in_decimal;
        for (const unsigned octet : octets) in_decimal += padded(octet);
        if (name.find(in_decimal) != std::string_view::npos || name.find(hexadecimal(octets)) != std::string_view::npos)
            return true;
    }
    return false;
}

// The last half of the nibbles in a row, with or without hyphens or dots between groups: what tells one customer of a
// provider from the next.
bool spells(std::string_view name, const address_v6& address)
{
    const auto octets = address.to_bytes();
    const std::string all = hexadecimal(octets);
    std::string bare;
    std::copy_if(name.begin(), name.end(), std::back_inserter(bare), [](char c) { return c != '-' && c != '.'; });
    const std::string half = all.substr(16);
    const std::string backward(half.rbegin(), half.rend());
    return bare.find(half) != std::string::npos || bare.find(backward) != std::string::npos;
}

}  // namespace

bool looks_generic(std::string_view name, const subject& address)
{
    BOOST_ASSERT(kind_of(address) != subject_kind::domain);
    std::string small(name);
    std::transform(small.begin(), small.end(), small.begin(), ascii_lower);
    if (const auto* const four = std::get_if<address_v4>(&address); four != nullptr && spells(small, *four))
        return true;
    if (const auto* const six = std::get_if<address_v6>(&address); six != nullptr && spells(small, *six)) return true;
    // of the provider's own domain at the end nothing is concluded: "cable.example" may be a fine name
    const auto labels = static_cast<std::size_t>(std::count(small.begin(), small.end(), '.'));
    if (labels < 2) return false;
    const std::string host = small.substr(0, small.rfind('.', small.rfind('.') - 1));
    const auto of_host = runs(host, letter);
    return std::any_of(of_host.begin(), of_host.end(), [](const std::string& word) {
        return std::find(line_words.begin(), line_words.end(), word) != line_words.end();
    });
}

}  // namespace offlist
