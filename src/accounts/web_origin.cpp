#include "accounts/web_origin.hpp"

#include <algorithm>

namespace offlist {

std::string_view origin_of(std::string_view url)
{
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return url.substr(0, std::min(url.find('/', scheme + 3), url.size()));
}

bool is_secure_context(std::string_view url)
{
    const std::string_view origin = origin_of(url);
    if (origin.starts_with("https://")) return true;
    constexpr std::string_view plain = "http://";
    if (!origin.starts_with(plain)) return false;
    std::string_view host = origin.substr(plain.size());
    if (const auto port = host.rfind(':'); port != std::string_view::npos && host.back() != ']')
        host = host.substr(0, port);
    return host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace offlist
