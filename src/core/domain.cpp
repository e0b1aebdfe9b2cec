#include "core/domain.hpp"

#include <idn2.h>
#include <libpsl.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/quoted.hpp"
#include "core/unicode/invisible.hpp"

namespace offlist {
namespace {

// A name in Unicode may take more octets than its A-labels; this much never fits 253 of them.
constexpr std::size_t longest_unicode_name = 4 * longest_domain;

problem bad_domain(std::string_view text, const std::string& why,
                   std::string expected = "a domain like mail.example.com")
{
    return {.what = quoted(text) + " is not a domain: " + why, .expected = std::move(expected)};
}

// The distribution's list where it is newer than the one that libpsl carries.
const psl_ctx_t* public_suffixes()
{
    static const std::unique_ptr<psl_ctx_t, void (*)(psl_ctx_t*)> list{psl_latest(nullptr), &psl_free};
    return list ? list.get() : psl_builtin();
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// DNS takes any octet (RFC 2181 section 11); these are what names that somebody has are made of. Host names with an
// underscore are against RFC 1123 section 2.1, and there are many.
bool may_be_in_label(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_';
}

void lower(std::string& ascii)
{
    for (char& c : ascii)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
}

// What is wrong with one label; empty when nothing is.
std::string label_fault(std::string_view label)
{
    if (label.empty()) return "it has an empty label";
    if (label.size() > longest_label)
        return "the label " + quoted(label) + " has " + std::to_string(label.size()) + " octets and may have " +
               std::to_string(longest_label);
    const auto odd = std::find_if_not(label.begin(), label.end(), may_be_in_label);
    if (odd != label.end()) return quoted(std::string_view{&*odd, 1}) + " is not allowed in it";
    if (label.front() == '-' || label.back() == '-')
        return "the label " + quoted(label) + " starts or ends with a hyphen";
    return {};
}

// Only the registries' part of the list counts: names like github.io are suffixes too, but somebody owns and minds
// them.
bool is_public_suffix(const std::string& name)
{
    return psl_is_public_suffix2(public_suffixes(), name.c_str(), PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) != 0;
}

// What is wrong with a lower-case ASCII name; empty when nothing is.
std::string name_fault(std::string_view name)
{
    std::string_view rest = name;
    std::string_view last;
    std::size_t labels = 0;
    for (bool more = true; more; ++labels) {
        const auto dot = rest.find('.');
        more = dot != std::string_view::npos;
        last = rest.substr(0, dot);
        if (auto fault = label_fault(last); !fault.empty()) return fault;
        if (more) rest.remove_prefix(dot + 1);
    }
    if (name.size() > longest_domain)
        return "it has " + std::to_string(name.size()) + " octets and may have " + std::to_string(longest_domain);
    if (labels < 2) return "it has one label only";
    // RFC 3696 section 2: a top-level domain is never all digits, so that names and addresses cannot be mistaken.
    if (std::all_of(last.begin(), last.end(), is_digit)) return "its last label, " + quoted(last) + ", is a number";
    return {};
}

// Maps and checks a label by UTS #46, non-transitional, as browsers do: "faß" stays itself and does not become "fass".
parsed<std::string> to_a_label(std::string_view text, const std::string& label)
{
    char* made = nullptr;
    const int status = idn2_to_ascii_8z(label.c_str(), &made, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    const std::unique_ptr<char, void (*)(void*)> owner{made, &idn2_free};
    if (status != IDN2_OK)
        return bad_domain(
            text, quoted(label) + ": " + idn2_strerror(status) + " (IDNA)",
            "a domain like mail.example.com; one with emoji as its A-labels (xn--…), as it is registered");
    return {boost::system::in_place_value, made};
}

// The other full stops of IDNA (RFC 3490 section 3.1) as dots.
std::string with_plain_dots(std::string name)
{
    for (const std::string_view stop : {"\u3002", "\uff0e", "\uff61"})
        for (auto at = name.find(stop); at != std::string::npos; at = name.find(stop, at))
            name.replace(at, stop.size(), ".");
    return name;
}

// Label by label, because an A-label is left as it is: it may stand for what IDNA2008 refuses and still be registered,
// as names with emoji are.
parsed<std::string> to_a_labels(std::string_view text, std::string name)
{
    name = with_plain_dots(std::move(name));
    std::string mapped;
    for (std::string_view rest = name;;) {
        const auto dot = rest.find('.');
        const std::string label{rest.substr(0, dot)};
        if (is_ascii(label)) {
            mapped += label;
        } else {
            const auto made = to_a_label(text, label);
            if (!made) return made.error();
            mapped += *made;
        }
        if (dot == std::string_view::npos) return {boost::system::in_place_value, std::move(mapped)};
        mapped += '.';
        rest.remove_prefix(dot + 1);
    }
}

}  // namespace

parsed<domain> parse_domain(std::string_view text)
{
    std::string name{text};
    if (name.ends_with('.')) name.pop_back();  // the root, written out
    if (name.empty()) return bad_domain(text, "it is empty");
    if (name.size() > longest_unicode_name)
        return bad_domain(
            text, "it has " + std::to_string(name.size()) + " octets and may have " + std::to_string(longest_domain));
    // Before IDNA's mapping, which would drop some invisible characters without a word.
    if (auto fault = unreadable_fault(text)) return *std::move(fault);

    lower(name);
    if (!is_ascii(name)) {
        auto mapped = to_a_labels(text, name);
        if (!mapped) return mapped.error();
        name = std::move(*mapped);
        if (name.ends_with('.')) name.pop_back();  // an ideographic full stop, mapped
    }
    if (is_public_suffix(name))
        return problem{.what = quoted(text) + " is a public suffix, under which anybody may register names",
                       .expected = "a registered domain like example." + name};
    if (const auto fault = name_fault(name); !fault.empty()) return bad_domain(text, fault);
    std::string organisational = organisational_domain(name);
    return domain{std::move(name), std::move(organisational)};
}

std::string organisational_domain(const std::string& name)
{
    const char* registrable = psl_registrable_domain(public_suffixes(), name.c_str());
    return registrable != nullptr ? registrable : name;
}

}  // namespace offlist
