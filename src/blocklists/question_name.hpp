// question_name.hpp: the names of a list's test questions (RFC 5782 section 5).
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

}  // namespace offlist
