// version.hpp: the program's version, as in CMakeLists.txt.
//
// A constant.
#pragma once

namespace offlist {

#ifdef OFFLIST_VERSION
inline constexpr const char* version = OFFLIST_VERSION;
#else
inline constexpr const char* version = "0.1.0";
#endif

}  // namespace offlist
