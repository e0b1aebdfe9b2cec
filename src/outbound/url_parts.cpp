#include "outbound/url_parts.hpp"

#include <curl/curl.h>

#include <charconv>
#include <memory>

namespace offlist::outbound {
namespace {

using curl_text = std::unique_ptr<char, decltype(&::curl_free)>;

}  // namespace

std::optional<url_parts> parts_of(const std::string& url)
{
    const std::unique_ptr<CURLU, decltype(&::curl_url_cleanup)> u(::curl_url(), &::curl_url_cleanup);
    if (!u || ::curl_url_set(u.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return std::nullopt;
    const auto part = [&u](CURLUPart which, unsigned int flags = 0) {
        char* text = nullptr;
        if (::curl_url_get(u.get(), which, &text, flags) != CURLUE_OK) return std::string();
        const curl_text owner(text, &::curl_free);
        return std::string(text);
    };
    url_parts p;
    p.scheme = part(CURLUPART_SCHEME);
    p.server = part(CURLUPART_HOST);
    const std::string port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
    (void)std::from_chars(port.data(), port.data() + port.size(), p.port);
    p.user = !part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty();
    p.fragment = !part(CURLUPART_FRAGMENT).empty();
    return p;
}

}  // namespace offlist::outbound
