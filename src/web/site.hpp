// site.hpp: the console over HTTP: its pages, its assets, and whose it is. For one thread.
//
// Start here. The pages are programs for browsers (console/) that ask REST; nothing is rendered here, and no handler
// looks at the store. Paths that REST has are never seen here.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <core/clock.hpp>
#include <filesystem>
#include <http/message.hpp>
#include <http/router.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/brand.hpp"
#include "web/policy_reports.hpp"

namespace offlist::web {

struct site_options {
    brand look;
    /// Files are read from there at each request, for whoever works on the console; empty: the built ones.
    std::filesystem::path directory;
    /// Browsers are told to come by TLS alone: a proxy in front does it for us (http::server says it by itself).
    bool by_tls_alone = false;
};

class site {
public:
    site(site_options options, const clock& time, policy_reports::teller tell);

    /// What a GET of a path that no route has is answered with. `/assets/…` and `/brand…` are what they are; below /v1
    /// there is nothing; else a client that asks for HTML by name gets the page, and any other none (a 404).
    [[nodiscard]] std::optional<http::response> answer(const http::request& request) const;

    /// The same for http::router.
    [[nodiscard]] static http::fallback otherwise(std::shared_ptr<const site> by);
    /// POST /v1/csp-reports.
    [[nodiscard]] static std::vector<http::route> routes(const std::shared_ptr<site>& by);

private:
    struct file;  ///< the octets of a path of the site, in each coding
    [[nodiscard]] std::optional<file> find(std::string_view path) const;
    [[nodiscard]] std::optional<http::response> served_asset(const http::request& request) const;
    [[nodiscard]] std::optional<http::response> served_page(const http::request& request) const;
    [[nodiscard]] std::optional<http::response> served_brand(const http::request& request) const;

    site_options options_;
    policy_reports reports_;
};

}  // namespace offlist::web
