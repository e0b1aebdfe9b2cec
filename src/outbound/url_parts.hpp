// url_parts.hpp: a URL as libcurl reads it: what is checked is what is asked, and no second parser can differ.
//
// Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace offlist::outbound {

struct url_parts {
    std::string scheme;      ///< lower case
    std::string server;      ///< a name or an address, IPv6 in brackets; 127.1 and the like are written in full
    std::uint16_t port = 0;  ///< the scheme's own when the URL has none; 0: neither has
    bool user = false;       ///< it holds a user or a password
    bool fragment = false;
};

/// None: not a URL.
[[nodiscard]] std::optional<url_parts> parts_of(const std::string& url);

}  // namespace offlist::outbound
