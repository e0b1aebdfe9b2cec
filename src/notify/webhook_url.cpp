#include "notify/webhook_url.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <outbound/url_parts.hpp>
#include <utility>

namespace offlist::notify {
namespace {

constexpr const char* example = "https://name/path";

problem wrong(std::string what, std::string expected)
{
    return {.what = std::move(what), .expected = std::move(expected)};
}

// None: a name, or an address that may be asked.
std::optional<problem> wrong_with_address(std::string server, special_addresses special)
{
    if (server.starts_with('[') && server.ends_with(']')) server = server.substr(1, server.size() - 2);
    boost::system::error_code no_address;
    (void)boost::asio::ip::make_address(server, no_address);
    if (no_address) return std::nullopt;
    if (const auto read = parse_subject(server, special); !read) return read.error();
    return std::nullopt;
}

}  // namespace

parsed<std::string> server_of(const std::string& url, const url_rules& rules)
{
    if (url.size() > longest_url) return wrong("is too long", "at most " + std::to_string(longest_url) + " octets");
    const bool printable = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~'; });
    const auto parts = printable ? outbound::parts_of(url) : std::nullopt;
    if (!parts || parts->server.empty() || url.find("://") == std::string::npos) return wrong("is no URL", example);
    if (parts->scheme != "https" && !(rules.http && parts->scheme == "http")) return wrong("is not https", example);
    if (parts->user) return wrong("holds a user or a password", "a URL without them; the signature says who sends");
    if (parts->fragment) return wrong("holds a fragment, which is never sent", "a URL without #");
    if (auto refused = wrong_with_address(parts->server, rules.special)) return *std::move(refused);
    return {boost::system::in_place_value, parts->server + ':' + std::to_string(parts->port)};
}

}  // namespace offlist::notify
