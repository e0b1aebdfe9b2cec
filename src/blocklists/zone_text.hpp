// zone_text.hpp: what a zone, a key in it, an id and a test entry may look like.
//
// Pure; safe from any thread. No message ever repeats a key.
#pragma once
#include <array>
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string_view>

namespace offlist {

/// How a zone begins that wants its key in front of the subject. Nowhere else may a zone hold `{subject}`.
inline constexpr std::string_view key_before_subject = "{key}.{subject}.";

/// What is wrong with `zone` (which may hold {key} as one whole label) for a list of these subjects; none: nothing.
/// The zone must leave room for reversed addresses within the 255 octets of a name (RFC 1035 section 2.3.4).
[[nodiscard]] std::optional<problem> zone_problem(std::string_view zone,
                                                  const std::array<bool, subject_kinds>& subjects);

/// What is wrong with a key, without saying the key.
[[nodiscard]] std::optional<problem> key_problem(std::string_view key);

[[nodiscard]] std::optional<problem> id_problem(std::string_view id);

/// What is wrong with a test entry for subjects of `kind`.
[[nodiscard]] std::optional<problem> test_entry_problem(std::string_view text, subject_kind kind);

}  // namespace offlist
