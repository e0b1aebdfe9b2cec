// readable.hpp: numbers and spans of time as a person reads them.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace offlist {

/// `22 h 13 min`, `4 min 10 s`, `8 s`, `3 d 4 h`: the two largest units.
[[nodiscard]] std::string spoken(std::chrono::seconds duration);
/// `4,000,000`
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace offlist
