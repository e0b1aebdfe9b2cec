#include "delisting/removal_plan.hpp"

#include <core/hex.hpp>

namespace offlist {
namespace {

form_plan plan_of_form(const removal_form& form, const removal_request& r)
{
    const removal_words words = words_of(r);
    form_plan plan{.request = {}, .expect = form.expect, .refused = form.refused};
    plan.request.url = filled_in(form.url, words, [](const std::string& v) { return percent_encoded(v); });
    outbound::header_fields fields;
    for (const auto& [name, value] : form.fields) fields.emplace_back(name, filled_in(value, words));
    const std::string encoded = outbound::form_encoded(fields);
    if (form.post) {
        plan.request.method = "POST";
        plan.request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        plan.request.body = encoded;
    } else if (!encoded.empty()) {
        plan.request.url += (plan.request.url.find('?') == std::string::npos ? '?' : '&') + encoded;
    }
    plan.request.redirects = form.redirects;
    return plan;
}

// One line of a head: what somebody else wrote into it must not begin another.
std::string one_line(std::string text)
{
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

}  // namespace

std::string mail_address_of(const std::string& url)
{
    constexpr std::string_view scheme = "mailto:";
    const std::string address = url.starts_with(scheme) ? url.substr(scheme.size()) : url;
    const auto at = address.find('@');
    const bool is_one = at != std::string::npos && at > 0 && at + 1 < address.size() &&
                        address.find_first_of(" \t\r\n,;:<>\"()[]\\/{}?", 0) == std::string::npos &&
                        address.find('@', at + 1) == std::string::npos;
    return is_one ? address : std::string();
}

removal_plan plan_of(const removal_request& r, const abilities& able)
{
    switch (r.what.method) {
        case removal_method::email: {
            std::string to = mail_address_of(r.what.url);
            if (!able.mail || to.empty()) return hand_plan{};
            return mail_plan{.to = std::move(to), .subject = request_subject(r), .text = request_text(r)};
        }
        case removal_method::web_form:
            if (!able.web || !r.details.form) return hand_plan{};
            return plan_of_form(*r.details.form, r);
        case removal_method::http_from_host:  // from the listed address itself, where this program does not run
        case removal_method::auto_expire:     // never sold: nobody would be asked
        case removal_method::portal:
        case removal_method::owner_only:
        case removal_method::none:
            return hand_plan{};
    }
    return hand_plan{};
}

std::string request_subject(const removal_request& r)
{
    if (!r.details.message.subject.empty()) return one_line(filled_in(r.details.message.subject, words_of(r)));
    return one_line("Removal request: " + r.what.subject + " on " + r.list.name);
}

std::string request_text(const removal_request& r)
{
    const removal_words words = words_of(r);
    if (!r.details.message.text.empty()) return filled_in(r.details.message.text, words);
    std::string text = "Hello,\n\nplease remove " + r.what.subject + " from " + r.list.name + ".\n\n";
    if (!words.evidence.empty()) text += "What the list answers about it:\n" + words.evidence + "\n\n";
    text += "We ask for those who run " + r.what.subject +
            ". If something about it still needs to be mended, please tell us what you see; we pass it on.\n\n";
    text += "Our reference: " + words.reference + "\n";
    if (!r.contact.empty()) text += "Contact: " + r.contact + "\n";
    return text;
}

form_verdict judge(const outbound::http_answer& answer, const form_plan& asked)
{
    const bool says_no = !asked.refused.empty() && answer.body.find(asked.refused) != std::string::npos;
    const bool says_yes = answer.body.find(asked.expect) != std::string::npos;
    if (says_no == says_yes) return form_verdict::unclear;  // neither, or both
    if (says_no) return form_verdict::refused;
    return answer.status / 100 == 2 ? form_verdict::taken : form_verdict::unclear;
}

}  // namespace offlist
