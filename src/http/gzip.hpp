// gzip.hpp: large answers made smaller, for clients that say they can read it.
//
// On one thread, the executor's, which is given back between the slices of a long text.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace offlist::http {

/// Shorter bodies fit one packet as they are.
inline constexpr std::size_t least_worth_compressing = 1024;

/// Whether an Accept-Encoding field with this value allows gzip (RFC 9110 section 12.5.3): named with a weight above 0,
/// or not named and `*` has one. A weight that cannot be read counts as 0: the plain form is always right.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

/// Text and JSON shrink; what is packed already does not.
[[nodiscard]] bool worth_compressing(std::string_view content_type);

/// `text` in gzip format (RFC 1952).
[[nodiscard]] boost::asio::awaitable<std::string> gzip(std::string_view text);

}  // namespace offlist::http
