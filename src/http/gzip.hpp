// gzip.hpp: what a client says it can read, and large answers made smaller for it.
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

/// Whether an Accept-Encoding field with this value allows `coding` (RFC 9110 section 12.5.3): named with a weight
/// above 0, or not named and `*` has one. A weight that cannot be read counts as 0: the plain form is always right.
[[nodiscard]] bool accepts_coding(std::string_view accept_encoding, std::string_view coding);
/// The same of gzip, by both of its names.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);
/// Whether an Accept field with this value names `media_type` itself with a weight above 0 (section 12.5.1). That `*/*`
/// would do says nothing about what the client is.
[[nodiscard]] bool names_media_type(std::string_view accept, std::string_view media_type);

/// Text and JSON shrink; what is packed already does not.
[[nodiscard]] bool worth_compressing(std::string_view content_type);

/// `text` in gzip format (RFC 1952).
[[nodiscard]] boost::asio::awaitable<std::string> gzip(std::string_view text);

}  // namespace offlist::http
