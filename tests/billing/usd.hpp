// usd.hpp: the currency of the tests of this room.
//
// A constant.
#pragma once
#include <billing/money.hpp>

namespace offlist {

inline constexpr currency usd{{'U', 'S', 'D'}};

}  // namespace offlist
