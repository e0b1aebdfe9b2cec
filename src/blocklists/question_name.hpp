// question_name.hpp: the names of a list's test questions (RFC 5782 section 5), and of reverse look-ups.
//
// Pure; safe from any thread. A name holds the list's key if it has one: for packets only, never for a log.
#pragma once
#include <offlist/blocklist.hpp>
#include <string>

namespace offlist {

/// The name to ask for the test entry of `list` that must (`listed`) or must not be listed, for subjects of `kind`.
/// An entry that the list lacks for this kind is replaced by that of another kind which it asks (IPv4 first). Empty:
/// the list has no such entry at all. Requires list.asks(kind), a query_zone(), and test entries of their kind, as in
/// every list of a catalog.
[[nodiscard]] std::string test_question_name(const blocklist& list, subject_kind kind, bool listed);

/// The name under which the address's own name is found: 7.2.0.192.in-addr.arpa (RFC 1035 section 3.5), or nibbles
/// under ip6.arpa (RFC 3596 section 2.5). Requires an address.
[[nodiscard]] std::string reverse_name(const subject& address);

}  // namespace offlist
