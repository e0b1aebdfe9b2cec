// allocations.hpp: how often this test program has allocated memory, to see that a hot path does not.
#pragma once
#include <cstddef>

namespace offlist::test {

[[nodiscard]] std::size_t allocations();

}  // namespace offlist::test
