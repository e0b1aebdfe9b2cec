// ascii.hpp: letters as DNS compares them, whatever the locale (RFC 4343).
//
// Pure; safe from any thread.
#pragma once

namespace offlist {

[[nodiscard]] constexpr char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace offlist
