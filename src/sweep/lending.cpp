#include "sweep/lending.hpp"

#include <algorithm>
#include <blocklists/question_name.hpp>
#include <offlist/checker.hpp>

namespace offlist {
namespace {

constexpr int labels_that_prove = 2;

std::string bind_remedy(std::string_view zone)
{
    return "BIND: deny-answer-addresses { 127.0.0.0/8; } except-from { \"" + std::string(zone) + "\"; }";
}

std::string remedies(std::string_view zone)
{
    const std::string name(zone);
    return "rebind protection? unbound: private-domain: \"" + name +
           "\", or no private-address: 127.0.0.0/8; dnsmasq and Pi-hole: rebind-domain-ok=/" + name + "/; " +
           bind_remedy(zone) +
           "; PowerDNS: no filter of 127.0.0.0/8 in lua-dns-script; all: no response policy (RPZ) on 127.0.0.0/8";
}

constexpr std::string_view strict_remedy =
    "QNAME minimisation that stops at the first NXDOMAIN? unbound: qname-minimisation-strict: no; BIND: "
    "qname-minimization relaxed";

std::string some_of(const std::vector<std::string_view>& lost)
{
    constexpr std::size_t named_at_most = 3;
    std::string names;
    for (std::size_t n = 0; n < std::min(lost.size(), named_at_most); ++n)
        names += (n == 0 ? "" : ", ") + std::string(lost[n]);
    if (lost.size() > named_at_most) names += " and " + std::to_string(lost.size() - named_at_most) + " more";
    return names;
}

}  // namespace

entry_seen entry_in(const answer& said, const blocklist& of)
{
    if (is_lost(said)) return entry_seen::lost;
    if (said.status == answer_status::servfail) return entry_seen::failed;
    if (health_of(of, &said, nullptr).healthy) return entry_seen::right;
    const auto all = said.addresses.view();
    const bool coded =
        !said.alias && std::any_of(all.begin(), all.end(), [](std::uint32_t a) { return a >> 24 == 127; });
    return coded ? entry_seen::coded : entry_seen::nothing;
}

bool is_lost(const answer& said)
{
    if (said.alias) return false;
    if (said.status == answer_status::no_such_name || said.status == answer_status::no_data) return true;
    // some filters put 0.0.0.0 in the place of what they remove
    const auto all = said.addresses.view();
    return said.status == answer_status::answered &&
           std::all_of(all.begin(), all.end(), [](std::uint32_t a) { return a == 0; });
}

int listed_entry_labels(const blocklist& list, subject_kind kind)
{
    const std::string name = test_question_name(list, kind, true);
    if (name.empty()) return 0;
    std::string_view entry = name;
    entry.remove_prefix(list.query_front().size());
    entry.remove_suffix(list.query_zone().size());
    return static_cast<int>(std::count(entry.begin(), entry.end(), '.'));
}

bool proves_resolver(const blocklist& list, subject_kind kind)
{
    return listed_entry_labels(list, kind) >= labels_that_prove;
}

std::optional<subject_kind> lends(const blocklist& list)
{
    if (list.query_zone().empty()) return std::nullopt;
    for (int k = 0; k < subject_kinds; ++k)
        if (const auto kind = static_cast<subject_kind>(k); list.asks(kind) && proves_resolver(list, kind)) return kind;
    return std::nullopt;
}

std::vector<blocklist> lenders_for(const std::vector<blocklist>& asked, const std::vector<blocklist>& all)
{
    constexpr std::size_t enough = 6;
    std::vector<blocklist> some;
    for (const bool limited : {false, true})
        for (const blocklist& list : all) {
            if (some.size() == enough) return some;
            const auto same = [&](const blocklist& other) { return other.id == list.id; };
            const auto sibling = [&](const blocklist& other) { return operator_of(other) == operator_of(list); };
            if (list.limits.per_day.has_value() != limited || !lends(list) ||
                std::any_of(asked.begin(), asked.end(), same) || std::any_of(some.begin(), some.end(), sibling))
                continue;
            some.push_back(list);
        }
    return some;
}

std::string_view operator_of(const blocklist& list)
{
    return list.operator_name.empty() ? list.id : list.operator_name;
}

std::string words_for_stripping(const std::vector<std::string_view>& lost, std::string_view zone, bool stops_at_labels)
{
    const std::string names = some_of(lost);
    if (stops_at_labels)
        return "loses names of several labels below a list's zone (the test entries of " + names +
               "): " + std::string(strict_remedy);
    return "removes 127.0.0.0/8 answers (the test entries of " + names + " are gone): " + remedies(zone) + "; or " +
           std::string(strict_remedy);
}

std::string words_for_withholding(const std::vector<std::string_view>& lost, std::string_view zone)
{
    return "fails (SERVFAIL) where an answer of 127.0.0.0/8 must come, and says \"no\" elsewhere (the test entries "
           "of " +
           some_of(lost) + "): rebind protection? " + bind_remedy(zone) +
           "; or it does not reach the lists' servers and says what it remembers";
}

std::string words_for_a_lone_loss(std::string_view why, std::string_view zone)
{
    return std::string(why) + ", or the resolver removes the answer, and no other list tells which: " + remedies(zone);
}

std::string words_for_no_proof(const blocklist& list, subject_kind kind, bool borrowed)
{
    const bool one_label = listed_entry_labels(list, kind) == 1;
    std::string lacks = one_label ? "its listed test entry has one label, which every resolver passes on"
                                  : "it has no listed test entry";
    if (borrowed)
        return lacks + ", and no other list's came home: the resolver's \"no\" proves nothing; " + remedies(list.zone) +
               "; or " + std::string(strict_remedy);
    return lacks + ", and no other list is there whose entry could prove the resolver: give it test.listed" +
           (one_label ? " of two labels" : "") + ", or enable a list that has one (an address list)";
}

}  // namespace offlist
