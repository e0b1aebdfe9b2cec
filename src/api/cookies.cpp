#include "api/cookies.hpp"

#include <algorithm>

namespace offlist::api {
namespace {

constexpr std::string_view attributes = "; Path=/; Secure; HttpOnly; SameSite=Lax";

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

http::response from_elsewhere(std::string_view detail)
{
    return http::problem_response(403, "cross-site", "This request does not come from our own pages", detail);
}

}  // namespace

std::optional<std::string_view> cookie_of(const http::request& of, std::string_view name)
{
    std::optional<std::string_view> found;
    for (const auto& [field, value] : of.headers) {
        if (field != "cookie") continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const std::string_view pair = trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
            const std::string_view given = pair.substr(equals + 1);
            if (found && *found != given) return std::nullopt;
            found = given;
        }
    }
    return found;
}

std::string set_cookie(std::string_view name, std::string_view value, std::chrono::seconds lasts)
{
    return std::string(name) + '=' + std::string(value) + "; Max-Age=" + std::to_string(lasts.count()) +
           std::string(attributes);
}

std::string drop_cookie(std::string_view name)
{
    return set_cookie(name, {}, std::chrono::seconds(0));
}

std::optional<http::response> cross_site(const http::request& of, std::string_view origin, bool reads)
{
    const std::string_view site = of.header("sec-fetch-site");
    if (reads) {
        // somebody followed a link to us: that reads no answer for the page that has it
        if (site != "cross-site" || of.header("sec-fetch-mode") == "navigate") return std::nullopt;
        return from_elsewhere("Another site's page asked for it.");
    }
    if (!site.empty()) {
        if (site == "same-origin") return std::nullopt;
        return from_elsewhere("Sec-Fetch-Site is not same-origin.");
    }
    if (!origin.empty() && of.header("origin") == origin) return std::nullopt;
    return from_elsewhere("It has neither Sec-Fetch-Site: same-origin nor the Origin of this service.");
}

}  // namespace offlist::api
