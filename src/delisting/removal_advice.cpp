#include "delisting/removal_advice.hpp"

#include <core/readable.hpp>

namespace offlist {
namespace {

constexpr std::string_view placeholder = "{subject}";

std::string_view way(removal_method m)
{
    switch (m) {
        case removal_method::web_form:
            return "ask by the form";
        case removal_method::email:
            return "ask by e-mail:";
        case removal_method::http_from_host:
            return "open, from the listed address,";
        case removal_method::portal:
            return "ask in the operator's portal";
        case removal_method::auto_expire:
            return "the entry lapses by itself";
        case removal_method::owner_only:
            return "only the owner of the network can ask";
        case removal_method::none:
            return "";
    }
    return "";
}

}  // namespace

std::string filled(std::string text, const std::string& about)
{
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + about.size()))
        text.replace(at, placeholder.size(), about);
    return text;
}

std::string removal_advice(const blocklist& list, const std::string& about)
{
    const removal& r = list.removal;
    std::string advice(way(r.method));
    if (!r.url.empty()) advice += (advice.empty() ? "see " : " ") + filled(r.url, about);
    if (r.expires_after) {
        if (r.method != removal_method::auto_expire)
            advice += std::string(advice.empty() ? "" : "; ") + "entries lapse by themselves";
        advice += " after " + spoken(*r.expires_after);
    }
    if (!r.preconditions.empty()) {
        advice += advice.empty() ? "first: " : "; first: ";
        for (std::size_t i = 0; i < r.preconditions.size(); ++i) advice += (i > 0 ? ", " : "") + r.preconditions[i];
    }
    return advice;
}

std::string removal_link(const blocklist& list, const std::string& about)
{
    const removal& r = list.removal;
    if (!r.url.empty()) return (r.method == removal_method::email ? "mailto:" : "") + filled(r.url, about);
    return list.url.empty() ? list.operator_url : filled(list.url, about);
}

}  // namespace offlist
