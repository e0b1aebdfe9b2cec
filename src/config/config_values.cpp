#include "config/config_values.hpp"

#include <algorithm>
#include <core/cidr.hpp>
#include <core/duration.hpp>
#include <core/quoted.hpp>
#include <offlist/resolver.hpp>
#include <utility>

#include "config/secret.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t http_port = 8080;
constexpr std::size_t most_proxies = 64;

void set_seconds(toml_section& s, std::string_view key, std::chrono::seconds& into)
{
    if (const auto d = duration_of(s, key, 1s)) into = std::chrono::ceil<std::chrono::seconds>(*d);
}

template <class Number>
void set_number(toml_section& s, std::string_view key, std::int64_t least, std::int64_t most, Number& into)
{
    if (const auto n = number_of(s, key, least, most)) into = static_cast<Number>(*n);
}

// By the rules for addresses of name servers, but for the port: 8080 unless said, and 0 is any free one.
std::optional<boost::asio::ip::tcp::endpoint> endpoint_of(toml_section& s, std::string_view key)
{
    constexpr std::string_view any_port = ":0";
    const auto text = s.text(key);
    if (!text) return std::nullopt;
    boost::system::error_code has_port;
    const auto alone = boost::asio::ip::make_address(*text, has_port);
    if (!has_port) return boost::asio::ip::tcp::endpoint(alone, http_port);
    if (const auto both = parse_server(*text)) return boost::asio::ip::tcp::endpoint(both->address(), both->port());
    if (text->ends_with(any_port))
        if (const auto before = parse_server(std::string_view(*text).substr(0, text->size() - any_port.size())))
            return boost::asio::ip::tcp::endpoint(before->address(), 0);
    s.complain(key, std::string(key) + ": " + quoted(*text) + " is not an address and a port",
               "as in 127.0.0.1:8080 or [::1]:8080");
    return std::nullopt;
}

constexpr std::pair<std::string_view, log_format> formats[] = {{"text", log_format::text}, {"json", log_format::json}};
constexpr std::pair<std::string_view, log_level> levels[] = {{"error", log_level::error},
                                                             {"warning", log_level::warning},
                                                             {"info", log_level::info},
                                                             {"debug", log_level::debug}};
constexpr std::pair<std::string_view, bool> metrics_for[] = {{"everybody", true}, {"staff", false}};

}  // namespace

std::optional<std::chrono::milliseconds> duration_of(toml_section& s, std::string_view key,
                                                     std::chrono::milliseconds least)
{
    const auto text = s.text(key);
    if (!text) return std::nullopt;
    const auto parsed = parse_duration(*text);
    if (!parsed) {
        s.complain(key, std::string(key) + ": " + parsed.error().what, parsed.error().expected);
        return std::nullopt;
    }
    if (*parsed >= least) return *parsed;
    s.complain(key, std::string(key) + ' ' + quoted(*text) + " is too short", "at least " + to_string(least));
    return std::nullopt;
}

std::optional<std::int64_t> number_of(toml_section& s, std::string_view key, std::int64_t least, std::int64_t most)
{
    const auto found = s.integer(key);
    if (!found) return std::nullopt;
    if (*found >= least && *found <= most) return *found;
    s.complain(key, std::string(key) + " is " + std::to_string(*found),
               "a number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
}

std::optional<std::filesystem::path> path_of(toml_section& s, std::string_view key,
                                             const std::filesystem::path& directory)
{
    const auto text = s.text(key);
    if (!text) return std::nullopt;
    if (!text->empty()) return directory / *text;
    s.complain(key, std::string(key) + " is empty", "a path");
    return std::nullopt;
}

void read_store(toml_section& s, const std::filesystem::path& directory, store_config& into)
{
    constexpr std::string_view sqlite = "sqlite:";
    set_number(s, "readers", 1, 16, into.readers);
    const auto text = s.text("url");
    if (!text) return;
    auto url = read_secret(*text, directory);
    if (!url) return s.complain("url", "url: " + url.error().what, "the database's URL there");
    // A message never shows the value: a mistyped URL may hold a password all the same.
    if (url->starts_with(sqlite) && url->size() > sqlite.size())
        into.url = std::string(sqlite) + std::filesystem::absolute(directory / url->substr(sqlite.size())).string();
    else if (url->starts_with("postgresql://") || url->starts_with("postgres://"))
        into.url = std::move(*url);
    else
        s.complain("url", "url is of no database that is known",
                   R"("sqlite:FILE" or "postgresql://…", or "env:NAME" or "file:PATH" that holds one)");
}

void read_http(toml_section& s, const std::filesystem::path& directory, http_config& into)
{
    if (const auto at = endpoint_of(s, "listen")) into.listen = *at;
    into.tls_certificate = path_of(s, "tls_certificate", directory);
    into.tls_key = path_of(s, "tls_key", directory);
    if (s.has("tls_certificate") != s.has("tls_key"))
        s.complain(s.has("tls_key") ? "tls_key" : "tls_certificate",
                   s.has("tls_key") ? "tls_key without tls_certificate" : "tls_certificate without tls_key",
                   "both, or neither (and a proxy that does TLS)");
    into.trusted_proxies = s.texts("trusted_proxies");
    for (const std::string& text : into.trusted_proxies) {
        boost::system::error_code not_one;
        (void)boost::asio::ip::make_address(text, not_one);
        if (not_one && !parse_cidr(text, special_addresses::allow))
            s.complain("trusted_proxies", "trusted_proxies: " + quoted(text) + " is neither an address nor a range",
                       "as in 127.0.0.1 or 10.0.0.0/8");
    }
    if (into.trusted_proxies.size() > most_proxies)
        s.complain("trusted_proxies", std::to_string(into.trusted_proxies.size()) + " proxies",
                   "at most " + std::to_string(most_proxies));
    into.metrics_open = s.word<bool>("metrics", metrics_for).value_or(into.metrics_open);
}

void read_schedule(toml_section& s, const std::filesystem::path& directory, schedule_config& into)
{
    set_seconds(s, "interval", into.interval);
    set_seconds(s, "listed_interval", into.listed_interval);
    set_seconds(s, "confirm_after", into.confirm_after);
    set_number(s, "confirm_answers", 1, 100, into.confirm_answers);
    into.confirm_of = std::max(into.confirm_of, into.confirm_answers);
    if (const auto of = number_of(s, "confirm_of", 1, 100)) {
        into.confirm_of = static_cast<int>(*of);
        if (into.confirm_of < into.confirm_answers)
            s.complain("confirm_of", "confirm_of " + std::to_string(*of) + " is less than confirm_answers",
                       std::to_string(into.confirm_answers) + " or more");
    }
    set_number(s, "mass_subjects", 1, 1'000'000'000, into.mass_subjects);
    set_number(s, "mass_accounts", 1, 1'000'000'000, into.mass_accounts);
    if (const auto share = s.number("mass_share")) {
        if (*share >= 0 && *share <= 1)
            into.mass_share = *share;
        else
            s.complain("mass_share", "mass_share is out of range", "a share from 0 to 1, such as 0.05");
    }
    into.budget_file = path_of(s, "budget_file", directory).value_or(into.budget_file);
}

void read_delisting(toml_section& s, delisting_policy& into)
{
    set_number(s, "clean_answers", 1, 100, into.clean_answers);
    set_seconds(s, "spacing", into.spacing);
    set_seconds(s, "hold_window", into.hold_window);
    set_seconds(s, "hard_cap", into.hard_cap);
    set_seconds(s, "claim_timeout", into.claim_timeout);
    set_seconds(s, "default_deadline", into.default_deadline);
    set_seconds(s, "lapses_soon", into.lapses_soon);
    set_seconds(s, "broken_after", into.broken_after);
}

void read_log(toml_section& s, log_config& into)
{
    into.format = s.word<log_format>("format", formats).value_or(into.format);
    into.level = s.word<log_level>("level", levels).value_or(into.level);
}

void read_service(toml_section& s, service_config& into)
{
    into.drain = duration_of(s, "drain", 1s).value_or(into.drain);
}

}  // namespace offlist::config
