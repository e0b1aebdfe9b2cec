// clock.hpp: the clock port, by the name that the rooms use. See offlist/clock.hpp.
//
// As there.
#pragma once
#include <offlist/clock.hpp>
