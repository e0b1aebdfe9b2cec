#include "config/config_values.hpp"

#include <billing/money.hpp>
#include <core/duration.hpp>
#include <core/quoted.hpp>
#include <sstream>
#include <utility>

namespace offlist::config {

using namespace std::chrono_literals;

std::optional<std::chrono::milliseconds> duration_of(toml_section& s, std::string_view key,
                                                     std::chrono::milliseconds least, std::chrono::milliseconds most)
{
    const auto text = s.text(key, "a string of a number and a unit, such as \"90s\", \"10m\" or \"6h\"");
    if (!text) return std::nullopt;
    const auto parsed = parse_duration(*text);
    if (!parsed) {
        s.complain(key, std::string(key) + ": " + parsed.error().what, parsed.error().expected);
        return std::nullopt;
    }
    if (*parsed >= least && *parsed <= most) return *parsed;
    if (*parsed < least)
        s.complain(key, std::string(key) + ' ' + quoted(*text) + " is too short", "at least " + to_string(least));
    else
        s.complain(key, std::string(key) + ' ' + quoted(*text) + " is too long", "at most " + to_string(most));
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

std::string url_of(toml_section& s, std::string_view key, std::string usual)
{
    const auto text = s.text(key);
    if (!text) return usual;
    std::string url = *text;
    while (url.ends_with('/')) url.pop_back();
    const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
    const bool fits = scheme > 0 && url.size() > scheme && url.find_first_of("?#@ \"'") == std::string::npos;
    if (fits) return url;
    s.complain(key, std::string(key) + ": " + quoted(*text) + " is not a URL that can be used",
               "https://name or http://name, with a path if need be, without user, query or fragment");
    return {};
}

std::string secret_of(toml_section& s, std::string_view key, const reading& how, const std::string& what)
{
    const auto text = s.text(key);
    if (!text) return {};
    if (text->empty()) {
        s.complain(key, std::string(key) + " is empty", "env:NAME or file:PATH of " + what);
        return {};
    }
    if (how.of_daemon == secrets::leave) return {};
    auto secret = read_secret(*text, how.directory);
    if (secret) return std::move(*secret);
    s.complain(key, std::string(key) + ": " + secret.error().what, secret.error().expected);
    return {};
}

std::optional<double> share_of(toml_section& s, std::string_view key, bool zero)
{
    const auto share = s.number(key);
    if (!share) return std::nullopt;
    if (*share <= 1 && (*share > 0 || (zero && *share == 0))) return *share;
    std::ostringstream written;
    written << *share;
    s.complain(key, std::string(key) + " is " + written.str(),
               zero ? "a share from 0 to 1, such as 0.05" : "a share of more than 0, up to 1, such as 0.25");
    return std::nullopt;
}

void set_seconds(toml_section& s, std::string_view key, std::chrono::seconds& into, std::chrono::seconds most)
{
    if (const auto d = duration_of(s, key, 1s, most)) into = std::chrono::ceil<std::chrono::seconds>(*d);
}

void set_cents(toml_section& s, std::string_view key, std::optional<std::int64_t>& into)
{
    const auto text = s.text(key);
    if (!text) return;
    const auto cents = parse_cents(*text);
    if (!cents)
        s.complain(key, std::string(key) + ": " + cents.error().what, cents.error().expected);
    else if (*cents == 0)
        s.complain(key, std::string(key) + " is nothing", "an amount above zero");
    else
        into = *cents;
}

}  // namespace offlist::config
