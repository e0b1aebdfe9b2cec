// cookies.hpp: what browsers carry for us, and whether a request with it is the page's own or another site's.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <http/message.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist::api {

/// The sign-in. `__Host-` binds it to this host, to TLS (or localhost) and to the whole of it (RFC 6265bis section
/// 4.1.3.2).
inline constexpr std::string_view sign_in_cookie = "__Host-offlist";
/// Of the window that asked for a link: the code in the mail works with it alone.
inline constexpr std::string_view asked_cookie = "__Host-offlist-asked";

/// The cookie's value; none: it was not sent, or twice with two values.
[[nodiscard]] std::optional<std::string_view> cookie_of(const http::request& of, std::string_view name);

/// A Set-Cookie field. SameSite=Lax and not Strict, or whoever comes by a link in a mail would not be signed in.
[[nodiscard]] std::string set_cookie(std::string_view name, std::string_view value, std::chrono::seconds lasts);
[[nodiscard]] std::string drop_cookie(std::string_view name);

/// Why a request that a cookie speaks for is refused; none: it is the page's own. What changes something must come from
/// our own pages, by Sec-Fetch-Site, or from a browser that does not say so by Origin; what reads may not be asked from
/// another site's page (OWASP ASVS 5.0, 3.5.1 to 3.5.3). `origin` is our own: scheme, host, port.
[[nodiscard]] std::optional<http::response> cross_site(const http::request& of, std::string_view origin, bool reads);

}  // namespace offlist::api
