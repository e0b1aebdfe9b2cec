// utf8.hpp: reads UTF-8 (RFC 3629) one code point at a time, whatever the octets are.
//
// Pure; safe from any thread.
#pragma once
#include <cstddef>
#include <string_view>

namespace offlist {

struct code_point {
    char32_t value = 0;      ///< U+FFFD when not valid
    std::size_t octets = 1;  ///< how many were read
    bool valid = false;      ///< false: not UTF-8 (overlong, a surrogate, cut short, a stray octet)
};

/// The first code point of `text`, which must not be empty.
[[nodiscard]] code_point first_code_point(std::string_view text) noexcept;

/// The line, counted from 1, of the first octet that is not UTF-8; 0 when all is.
[[nodiscard]] int first_line_not_utf8(std::string_view text) noexcept;

}  // namespace offlist
