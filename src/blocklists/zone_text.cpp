#include "blocklists/zone_text.hpp"

#include <algorithm>
#include <boost/system/error_code.hpp>
#include <core/quoted.hpp>
#include <string>

namespace offlist {
namespace {

constexpr std::size_t longest_name = 253;  // as text, RFC 1035 section 2.3.4
constexpr std::size_t longest_label = 63;
constexpr std::size_t reversed_ip4 = 16;  // "255.255.255.255."
constexpr std::size_t reversed_ip6 = 64;  // 32 digits and 32 dots
constexpr std::string_view placeholder = "{key}";

bool lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

// Underscores are not for host names, but zones and test entries have them (`_DNSBL_.test`).
bool in_label(char c)
{
    return lower_or_digit(c) || upper(c) || c == '-' || c == '_';
}

bool good_label(std::string_view label)
{
    return !label.empty() && label.size() <= longest_label && std::all_of(label.begin(), label.end(), in_label);
}

// The first label of `name` that is not one, where `extra` counts as one. None: all are good.
std::optional<std::string_view> bad_label(std::string_view name, std::string_view extra = {})
{
    for (;;) {
        const std::size_t size = std::min(name.find('.'), name.size());
        const std::string_view label = name.substr(0, size);
        if (!good_label(label) && (extra.empty() || label != extra)) return label;
        if (size == name.size()) return std::nullopt;
        name.remove_prefix(size + 1);
    }
}

problem wrong(std::string what, std::string expected)
{
    return {std::move(what), std::move(expected), "", 0};
}

constexpr std::string_view label_form = "1 to 63 letters, digits, hyphens or underscores between the dots";

}  // namespace

std::optional<problem> zone_problem(std::string_view zone, const std::array<bool, subject_kinds>& subjects)
{
    if (zone.empty()) return wrong("the zone is empty", "a domain name like \"ip.lists.example\"");
    if (zone.ends_with('.'))
        return wrong("zone " + quoted(zone) + " ends in a dot", quoted(zone.substr(0, zone.size() - 1)));
    const bool in_front = zone.starts_with(key_before_subject);
    const std::string_view behind = in_front ? zone.substr(key_before_subject.size()) : zone;
    if (const auto label = bad_label(behind, placeholder))
        return wrong("zone " + quoted(zone) + " has the label " + quoted(*label),
                     *label == "{subject}" ? "{key}.{subject} before the rest, or no {subject}"
                                           : std::string(label_form) + ", or {key} as a whole label");
    if (zone.find(placeholder) != zone.rfind(placeholder))
        return wrong("zone " + quoted(zone) + " holds {key} more than once", "one {key}");
    if (std::any_of(zone.begin(), zone.end(), upper))
        return wrong("zone " + quoted(zone) + " has upper case letters", "the same zone in lower case");

    const bool ip6 = subjects[static_cast<std::size_t>(subject_kind::ip6)];
    const std::size_t room = ip6 ? reversed_ip6 : reversed_ip4;
    const std::size_t key = zone.find(placeholder) == std::string_view::npos ? 0 : longest_label - placeholder.size();
    const std::size_t unwritten =
        in_front ? key_before_subject.size() - placeholder.size() - 1 : 0;  // `room` is what it becomes
    if (zone.size() - unwritten + key + room > longest_name)
        return wrong("zone " + quoted(zone) + " is " + std::to_string(zone.size()) + " octets long",
                     "at most " + std::to_string(longest_name - room - key + unwritten) + ", so that " +
                         (ip6 ? "32 nibbles" : "4 octets") + " fit in front of it");
    return std::nullopt;
}

std::optional<problem> key_problem(std::string_view key)
{
    if (good_label(key)) return std::nullopt;
    const std::string label_only = "a DNS label: 1 to 63 letters, digits, hyphens or underscores";
    if (key.empty()) return wrong("the key is empty", label_only);
    if (key.size() > longest_label)
        return wrong("the key is " + std::to_string(key.size()) + " octets long", label_only);
    const auto bad = std::find_if_not(key.begin(), key.end(), in_label);
    return wrong("character " + std::to_string(bad - key.begin() + 1) + " of the key cannot stand in a DNS label",
                 label_only);
}

std::optional<problem> id_problem(std::string_view id)
{
    const bool good = !id.empty() && id.size() <= longest_label && lower_or_digit(id.front()) &&
                      std::all_of(id.begin(), id.end(), [](char c) { return lower_or_digit(c) || c == '-'; });
    if (good) return std::nullopt;
    return wrong("id " + quoted(id) + " is not an id",
                 "lower case letters, digits and hyphens, at most 63, not beginning with a hyphen");
}

std::optional<problem> test_entry_problem(std::string_view text, subject_kind kind)
{
    boost::system::error_code not_an_address;
    if (kind == subject_kind::ip4) {
        (void)boost::asio::ip::make_address_v4(text, not_an_address);
        if (not_an_address)
            return wrong(quoted(text) + " is not an IPv4 address", "one like \"127.0.0.2\", or \"none\"");
    } else if (kind == subject_kind::ip6) {
        const address_v6 address = boost::asio::ip::make_address_v6(text, not_an_address);
        if (not_an_address || address.scope_id() != 0)
            return wrong(quoted(text) + " is not an IPv6 address", "one like \"::ffff:7f00:2\", or \"none\"");
    } else if (text.size() > longest_name || bad_label(text)) {
        return wrong(quoted(text) + " is not a domain name", "one like \"test\", or \"none\"");
    }
    return std::nullopt;
}

}  // namespace offlist
