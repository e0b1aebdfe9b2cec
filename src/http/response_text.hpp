// response_text.hpp: a response to the octets of its head.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace offlist::http {

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
[[nodiscard]] std::string http_date(std::chrono::sys_seconds moment);

/// The status line and the fields of `r`, with those that the server adds: Date, Content-Type and -Length where the
/// status allows a body (of a stream Transfer-Encoding, which HTTP/1.0 does not know), X-Request-Id,
/// X-Content-Type-Options, `connection` unless it is empty. Control characters in a value become spaces: no text of a
/// client's can begin a field of its own.
[[nodiscard]] std::string head_text(const response& r, std::string_view id, std::string_view date,
                                    std::string_view connection, bool http_1_0 = false);

/// Whether a response with this status has a body at all (RFC 9110 sections 15.3.5 and 15.4.5).
[[nodiscard]] bool may_have_body(unsigned status);

/// Whether `r` has a field of this name, in whatever case.
[[nodiscard]] bool has_header(const response& r, std::string_view name);

}  // namespace offlist::http
