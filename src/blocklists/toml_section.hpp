// toml_section.hpp: moved to core/, where every room that reads TOML may include it.
//
// Used on one thread.
#pragma once
#include <core/toml_section.hpp>
