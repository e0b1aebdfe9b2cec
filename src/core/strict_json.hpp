// strict_json.hpp: JSON text to a value, refusing what the JSON library would let pass.
//
// Pure; safe from any thread. Slow to compile where the value is used (nlohmann/json.hpp).
#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <offlist/problem.hpp>
#include <string_view>

namespace offlist {

/// Nothing of ours nests deeper than four; each level costs the parser memory.
inline constexpr std::size_t deepest_json = 32;
/// Nothing of ours has more values and names than a few thousand, and reading them takes everybody's time.
inline constexpr std::size_t most_json_values = 10'000;
/// What parse_strict_json says of a text with more of them. `out` has those before.
[[nodiscard]] problem too_many_json_values();

/// Parses `text` (RFC 8259) into `out`. Problems: it is not JSON, not UTF-8, or starts with a byte order mark; an
/// object has a name twice (section 4: what that means is anybody's guess); it nests deeper than deepest_json levels,
/// or has more than most_json_values values. They name the octet, counted from 1.
[[nodiscard]] parsed<void> parse_strict_json(std::string_view text, nlohmann::json& out);

}  // namespace offlist
