// lending.hpp: which listed test entries show that a resolver brings answers of 127.0.0.0/8 home.
//
// A "no" proves nothing while it may be the resolver's: rebind protection removes answers of 127.0.0.0/8, and strict
// QNAME minimisation (RFC 9156 section 2.3) stops where a server says NXDOMAIN for a name that only has names below it.
// What proves the resolver is an answer that must exist, of two labels at least below its zone. A list without such an
// entry borrows another list's. Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <offlist/answer.hpp>
#include <offlist/blocklist.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

/// What one answer about a listed test entry shows of the resolver that gave it.
enum class entry_seen : std::uint8_t {
    nothing,  ///< no answer, an error, or something that neither list nor resolver should say
    failed,   ///< SERVFAIL: a fault that passes, or what BIND says in the place of an answer that it must not give
    lost,     ///< "no", or the null address: the list does not know its own entry, or somebody removed the answer
    coded,    ///< some code of 127.0.0.0/8 came home, if not the one that the list should give
    right,    ///< the list answered as it should
};
[[nodiscard]] entry_seen entry_in(const answer& said, const blocklist& of);
/// Whether entry_in() is `lost`, on any list.
[[nodiscard]] bool is_lost(const answer& said);

/// Labels below the zone of the listed test entry that is asked for subjects of `kind`; 0: there is none. Requires
/// list.asks(kind) and a query_zone().
[[nodiscard]] int listed_entry_labels(const blocklist& list, subject_kind kind);
/// Whether a list's tests for `kind` prove the resolver by themselves, without another list's entry. Requires as above.
[[nodiscard]] bool proves_resolver(const blocklist& list, subject_kind kind);
/// The kind whose listed test entry can be borrowed; none: it has none that proves a resolver.
[[nodiscard]] std::optional<subject_kind> lends(const blocklist& list);
/// Of `all`, lists that may lend where `asked` are asked: an operator each, those without a limit a day first, few.
[[nodiscard]] std::vector<blocklist> lenders_for(const std::vector<blocklist>& asked,
                                                 const std::vector<blocklist>& all);
/// Whose lists fail together for reasons of their own: the operator, or the list itself where nobody is named.
[[nodiscard]] std::string_view operator_of(const blocklist& list);

/// Why a resolver through which `lost` (ids) lost their listed entries is not believed, with the remedies; `zone` of
/// one of them. `stops_at_labels`: entries of one label came home, or lost ones did when asked again.
[[nodiscard]] std::string words_for_stripping(const std::vector<std::string_view>& lost, std::string_view zone,
                                              bool stops_at_labels);
/// The same where the entries fail (SERVFAIL) while others are answered with "no".
[[nodiscard]] std::string words_for_withholding(const std::vector<std::string_view>& lost, std::string_view zone);
/// Why a list that lost its listed entry cannot be judged: nobody else's came home, or was there to compare.
[[nodiscard]] std::string words_for_a_lone_loss(std::string_view why, std::string_view zone);
/// Why a list without a listed entry that proves the resolver cannot be believed; `borrowed`: others were asked in
/// vain.
[[nodiscard]] std::string words_for_no_proof(const blocklist& list, subject_kind kind, bool borrowed);

}  // namespace offlist
