// wrapped.hpp: a long line as several that a terminal shows whole, broken between words.
//
// Pure but for columns_of(), which asks the kernel; safe from any thread. Widths are in characters.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace offlist::telemetry {

/// How many characters a line of the terminal at `descriptor` has; 0 where that is no terminal, or none that says so.
[[nodiscard]] std::size_t columns_of(int descriptor);

struct wrapping {
    std::size_t width = 0;    ///< 0: lines are as long as they are
    std::size_t hanging = 0;  ///< blanks before each line but the first; at most half of the width is used
    std::size_t before = 0;   ///< characters that stand before the first line already
};

/// A word longer than a line stays whole. Colours (ECMA-48 SGR) have no width.
[[nodiscard]] std::string wrapped(std::string_view line, const wrapping& how);

}  // namespace offlist::telemetry
