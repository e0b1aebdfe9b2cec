// webhook_url.hpp: which URLs a webhook may have.
//
// Pure; safe from any thread. It refuses what can be seen in the text; where a name leads is checked at each connection
// (outbound/address_guard.hpp), for only then is it known.
#pragma once
#include <cstddef>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <string>

namespace offlist::notify {

inline constexpr std::size_t longest_url = 1000;

/// What the operator allows beyond https to public addresses: for sandboxes and private networks.
struct url_rules {
    bool http = false;
    special_addresses special = special_addresses::refuse;
};

/// The server that the URL names, as `name:port`: for the log, and to bound what one server gets at once. Problems: no
/// URL, too long, not https, a user or a fragment in it, a special-purpose address. They do not hold the URL.
[[nodiscard]] parsed<std::string> server_of(const std::string& url, const url_rules& rules);

}  // namespace offlist::notify
