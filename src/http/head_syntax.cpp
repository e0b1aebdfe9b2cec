#include "http/head_syntax.hpp"

#include <algorithm>
#include <array>

namespace offlist::http {
namespace {

constexpr std::string_view line_end = "\r\n";

constexpr std::array<bool, 256> token_octets = [] {
    std::array<bool, 256> found{};
    for (const char c :
         std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        found[static_cast<unsigned char>(c)] = true;
    return found;
}();

unsigned octet(char c)
{
    return static_cast<unsigned char>(c);
}

/// Printable ASCII but no space; `#` would begin a fragment, which is never sent (RFC 9110 section 4.2.5).
bool is_address_text(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return octet(c) > 0x20 && octet(c) < 0x7F && c != '#'; });
}

bool is_field_text(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return (octet(c) >= 0x20 && c != '\x7F') || c == '\t'; });
}

std::string_view wrong_request_line(std::string_view line)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return "the request line is not METHOD SP PATH SP HTTP/1.1";
    if (!is_token(line.substr(0, first))) return "the method is not a token";
    const std::string_view address = line.substr(first + 1, last - first - 1);
    if (address.empty() || !is_address_text(address))
        return "the path holds a space, a control character, a # or an octet that is not ASCII";
    const std::string_view version = line.substr(last + 1);
    const bool digits = version.size() == 8 && version[5] >= '0' && version[5] <= '9' && version[7] >= '0' &&
                        version[7] <= '9' && version[6] == '.';
    if (!version.starts_with("HTTP/") || !digits) return "the request line does not end with HTTP/1.1";
    return {};
}

std::string_view wrong_field_line(std::string_view line)
{
    if (line.front() == ' ' || line.front() == '\t') return "a field is folded over two lines";
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return "a field has no colon";
    if (!is_token(line.substr(0, colon))) return "a field's name is not a token, or a space stands before its colon";
    if (!is_field_text(line.substr(colon + 1))) return "a field holds a control character";
    return {};
}

}  // namespace

bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return token_octets[octet(c)]; });
}

head_end::found head_end::look(std::string_view octets)
{
    while (at_ < octets.size()) {
        const std::size_t feed = octets.find('\n', at_);
        if (feed == std::string_view::npos) {
            at_ = octets.size();
            break;
        }
        at_ = feed + 1;
        if (feed == line_ || octets[feed - 1] != '\r') return found::bare_line_feed;
        if (feed - 1 == line_) return found::end;
        line_ = at_;
    }
    return found::nothing;
}

std::string_view wrong_syntax(std::string_view head)
{
    std::size_t fields = 0;
    for (bool first = true;; first = false) {
        const std::size_t end = head.find(line_end);
        if (end == std::string_view::npos) return "the head does not end with an empty line";
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(end + line_end.size());
        if (line.empty()) return first ? "the request line is empty" : std::string_view();
        if (line.find_first_of(line_end) != std::string_view::npos) return "a line ends with CR or LF alone";
        const std::string_view wrong = first ? wrong_request_line(line) : wrong_field_line(line);
        if (!wrong.empty()) return wrong;
        if (!first && ++fields > most_fields) return "there are too many fields";
    }
}

}  // namespace offlist::http
