#include "web/site.hpp"

#include <algorithm>
#include <core/small_file.hpp>
#include <crypto/digest.hpp>
#include <http/gzip.hpp>
#include <http/url_text.hpp>
#include <utility>

#include "web/asset.hpp"

namespace offlist::web {
namespace {

constexpr std::string_view immutable = "public, max-age=31536000, immutable";
constexpr std::string_view looked_up_each_time = "no-cache";
constexpr std::string_view by_coding = "Accept-Encoding";
constexpr std::size_t longest_file = std::size_t{4} * 1024 * 1024;
constexpr std::size_t longest_name = 128;

// What a page may do: run and load what this site serves, and nothing else; no text ever becomes code or markup.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'; report-uri /v1/csp-reports";
// A picture that somebody opens as a page (SVG may hold scripts).
constexpr std::string_view picture_policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

std::string name_below(std::string_view path)
{
    return std::string(path.substr(1));
}

/// Names as the build makes them: no folder but `assets`, nothing hidden.
bool is_file_name(std::string_view name)
{
    return !name.empty() && name.size() <= longest_name && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                      c == '-' || c == '_';
           });
}

/// Whether If-None-Match names it (RFC 9110 section 13.1.2; compared weakly, as it says).
bool is_known(const http::request& request, std::string_view etag)
{
    const std::string all = request.joined_header("if-none-match");
    if (all == "*") return true;
    return all.find(etag) != std::string::npos;  // in its quotation marks, which no tag has within
}

std::string etag_of(std::string_view octets, std::string_view coding)
{
    std::string tag = '"' + crypto::hexadecimal(crypto::sha256(octets));
    if (!coding.empty()) tag.append(1, '-').append(coding);
    return tag + '"';
}

struct packed {
    std::string_view octets;
    std::string_view coding;  ///< empty: as it is
};

http::response answer_of(const http::request& request, const packed& best, std::string tag,
                         std::string_view content_type, std::string_view cached, std::string_view varies)
{
    http::response made;
    made.headers.emplace_back("Cache-Control", cached);
    made.headers.emplace_back("Vary", varies);
    made.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
    const bool known = is_known(request, tag);
    made.headers.emplace_back("ETag", std::move(tag));
    if (known) {
        made.status = 304;
        return made;
    }
    made.content_type = content_type;
    made.body = best.octets;
    if (!best.coding.empty()) made.headers.emplace_back("Content-Encoding", best.coding);
    return made;
}

}  // namespace

struct site::file {
    std::string read;  ///< from the disk; else the program's own
    asset of;

    [[nodiscard]] packed best_for(const http::request& request) const
    {
        const std::string codings = request.joined_header("accept-encoding");
        if (!of.brotli.empty() && http::accepts_coding(codings, "br")) return {of.brotli, "br"};
        if (!of.gzip.empty() && http::accepts_gzip(codings)) return {of.gzip, "gzip"};
        return {read.empty() ? of.plain : std::string_view(read), {}};
    }

    [[nodiscard]] std::string tag_of(std::string_view coding) const
    {
        return etag_of(read.empty() ? of.plain : std::string_view(read), coding);
    }
};

site::site(site_options options, const clock& time, policy_reports::teller tell)
    : options_(std::move(options)), reports_(time, std::move(tell))
{
}

std::optional<site::file> site::find(std::string_view path) const
{
    if (!options_.directory.empty()) {
        auto octets = read_small_file(options_.directory / path, longest_file);
        if (!octets) return std::nullopt;
        return file{std::move(*octets), {}};
    }
    const auto all = built_assets();
    const auto found = std::lower_bound(all.begin(), all.end(), path,
                                        [](const asset& one, std::string_view wanted) { return one.path < wanted; });
    if (found == all.end() || found->path != path) return std::nullopt;
    return file{{}, *found};
}

std::optional<http::response> site::served_asset(const http::request& request) const
{
    constexpr std::string_view folder = "/assets/";
    if (!is_file_name(std::string_view(request.path).substr(folder.size()))) return std::nullopt;
    const auto found = find(name_below(request.path));
    if (!found) return std::nullopt;
    const packed best = found->best_for(request);
    return answer_of(request, best, found->tag_of(best.coding), content_type_of(request.path), immutable, by_coding);
}

std::optional<http::response> site::served_page(const http::request& request) const
{
    const auto found = find("index.html");
    if (!found) return std::nullopt;
    const packed best = found->best_for(request);
    // the same path is a problem for whoever asks for something else
    http::response page = answer_of(request, best, found->tag_of(best.coding), content_type_of("index.html"),
                                    looked_up_each_time, "Accept, Accept-Encoding");
    page.headers.emplace_back("Content-Security-Policy", page_policy);
    page.headers.emplace_back("Referrer-Policy", "no-referrer");
    page.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    page.headers.emplace_back("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (options_.by_tls_alone) page.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
    return page;
}

std::optional<http::response> site::served_brand(const http::request& request) const
{
    const brand& look = options_.look;
    const auto as_it_is = [&](std::string_view octets, std::string_view type) {
        return answer_of(request, {octets, {}}, etag_of(octets, {}), type, looked_up_each_time, by_coding);
    };
    if (request.path == "/brand.css") return as_it_is(css_of(look), content_type_of(request.path));
    if (request.path == "/brand.json") return as_it_is(json_of(look), content_type_of(request.path));
    if (request.path != "/brand/logo") return std::nullopt;
    std::optional<http::response> picture;
    if (!look.logo.empty())
        picture = as_it_is(look.logo, content_type_of(look.logo_name));
    else if (const auto own = find("logo.svg"))
        picture = as_it_is(own->best_for({}).octets, content_type_of("logo.svg"));
    if (picture) picture->headers.emplace_back("Content-Security-Policy", picture_policy);
    return picture;
}

std::optional<http::response> site::answer(const http::request& request) const
{
    const std::string_view path = request.path;
    if (request.method != "GET" || http::is_below(path, "v1")) return std::nullopt;
    if (path.starts_with("/assets/")) return served_asset(request);
    if (auto branded = served_brand(request)) return branded;
    if (!http::names_media_type(request.joined_header("accept"), "text/html")) return std::nullopt;
    return served_page(request);
}

http::fallback site::otherwise(std::shared_ptr<const site> by)
{
    return [by = std::move(by)](const http::request& request) -> boost::asio::awaitable<std::optional<http::response>> {
        co_return by->answer(request);
    };
}

std::vector<http::route> site::routes(const std::shared_ptr<site>& by)
{
    http::route reports{.method = "POST", .pattern = "/v1/csp-reports", .handle = {}, .admit = {}};
    reports.admit = [by](http::request& request) -> boost::asio::awaitable<http::passage> {
        http::passage let_in = by->reports_.admit(request);
        let_in.handle = [by](http::request& whole) -> boost::asio::awaitable<http::response> {
            co_return by->reports_.take(whole);
        };
        co_return let_in;
    };
    return {std::move(reports)};
}

}  // namespace offlist::web
