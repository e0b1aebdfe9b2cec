// version.hpp: which version of offlist this is.
//
// A constant; safe from any thread.
#pragma once

namespace offlist {

/// The version that stands in CMakeLists.txt, such as "0.1.0". Built from a checkout, its git state follows as build
/// metadata: "0.1.0+12.gcafa7c2.dirty". The build writes the file that defines it (cmake/version.cmake).
extern const char* const version;

}  // namespace offlist
