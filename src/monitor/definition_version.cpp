#include "monitor/definition_version.hpp"

#include <core/hex.hpp>
#include <crypto/digest.hpp>
#include <span>

namespace offlist {
namespace {

constexpr std::size_t octets_shown = 8;

// Each value ends with a zero octet, which none of them holds, so that no two definitions have the same text.
void put(std::string& into, std::string_view value)
{
    into += value;
    into += '\0';
}

void put(std::string& into, std::uint64_t value)
{
    put(into, std::to_string(value));
}

std::string content_of(const blocklist& list)
{
    std::string all;
    put(all, list.id);
    put(all, list.zone);
    put(all, to_string(list.scope));
    put(all, static_cast<std::uint64_t>(list.form));
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        put(all, list.asks(kind) ? "yes" : "no");
        put(all, list.test_of(kind).listed);
        put(all, list.test_of(kind).unlisted);
    }
    for (const answer_rule& rule : list.answers) {
        for (const std::uint64_t number :
             {std::uint64_t{rule.first}, std::uint64_t{rule.last}, std::uint64_t{rule.bit}, std::uint64_t{rule.octet}})
            put(all, number);
        put(all, to_string(rule.result));
        put(all, to_string(rule.reason));
        put(all, rule.means);
    }
    return all;
}

}  // namespace

std::string definition_version(const blocklist& list)
{
    const crypto::sha256_digest digest = crypto::sha256(content_of(list));
    return hexadecimal(std::span(digest).first(octets_shown));
}

std::vector<monitored_list> with_versions(const std::vector<blocklist>& lists)
{
    std::vector<monitored_list> all;
    all.reserve(lists.size());
    for (const blocklist& list : lists) all.push_back({list, definition_version(list)});
    return all;
}

}  // namespace offlist
