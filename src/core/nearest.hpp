// nearest.hpp: what a person probably meant by a misspelt word.
//
// Pure; safe from any thread.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace offlist {

/// The candidate nearest to `word`, for "did you mean …": by the number of letters inserted, deleted, replaced or
/// swapped with their neighbour, upper and lower case being the same; the first of equals. Empty when none is near:
/// more than a third of the longer word's letters (at least one) would have to change.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace offlist
