#include "http/url_text.hpp"

#include <core/utf8.hpp>

namespace offlist::http {
namespace {

constexpr int no_digit = -1;

int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return no_digit;
}

bool fit_to_read(std::string_view text)
{
    while (!text.empty()) {
        const code_point next = first_code_point(text);
        const bool control = next.value < 0x20 || (next.value >= 0x7F && next.value < 0xA0);
        if (!next.valid || control) return false;
        text.remove_prefix(next.octets);
    }
    return true;
}

std::optional<std::string> form_decoded(std::string_view text)
{
    std::string spaced(text);
    for (char& c : spaced)
        if (c == '+') c = ' ';
    return percent_decoded(spaced);
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded += text[at];
            continue;
        }
        if (text.size() - at < 3) return std::nullopt;
        const int high = digit(text[at + 1]);
        const int low = digit(text[at + 2]);
        if (high == no_digit || low == no_digit) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        at += 2;
    }
    if (!fit_to_read(decoded)) return std::nullopt;
    return decoded;
}

std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (part.empty()) continue;
        if (found.size() == most_parameters) return std::nullopt;
        const std::size_t equals = std::min(part.find('='), part.size());
        auto name = form_decoded(part.substr(0, equals));
        auto value = form_decoded(part.substr(std::min(equals + 1, part.size())));
        if (!name || !value) return std::nullopt;
        found.emplace_back(std::move(*name), std::move(*value));
    }
    return found;
}

std::vector<std::string_view> segments_of(std::string_view path)
{
    std::vector<std::string_view> found;
    std::size_t at = 1;
    while (at <= path.size()) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        found.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return found;
}

bool is_below(std::string_view path, std::string_view name)
{
    return path.starts_with('/') && percent_decoded(segments_of(path).front()) == name;
}

}  // namespace offlist::http
