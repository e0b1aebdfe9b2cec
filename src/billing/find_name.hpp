// find_name.hpp: the value that a name in a table of names stands for.
//
// Pure; for any thread.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace offlist {

/// `names` stand in the order of the values, from 0 on. None: no such name.
template <class Value, std::size_t Size>
std::optional<Value> find_name(const std::array<std::string_view, Size>& names, std::string_view text)
{
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Value>(found - names.begin());
}

}  // namespace offlist
