// removal_plan.hpp: what is to be done for one paid removal, by the list's method. Pure; whoever carries a plan out
// does the I/O (services/removal_worker.hpp).
//
// A plan never works around a captcha, and never pays an operator's fee: what needs either is for a person to look at.
#pragma once
#include <outbound/http_message.hpp>
#include <string>
#include <variant>

#include "delisting/removal_request.hpp"

namespace offlist {

/// What this installation can do by itself.
struct abilities {
    bool mail = false;  ///< [mail] is configured
    bool web = false;
};

/// To be mailed. One line each but the text, which is UTF-8 with line feeds.
struct mail_plan {
    std::string to;
    std::string subject;
    std::string text;
};

/// A form to be sent. Nothing in it needs a person: it has no captcha (docs/LISTS.md).
struct form_plan {
    outbound::http_request request;
    std::string expect;
    std::string refused;
};

/// A person does it.
struct hand_plan {};

using removal_plan = std::variant<mail_plan, form_plan, hand_plan>;

[[nodiscard]] removal_plan plan_of(const removal_request& r, const abilities& able);

/// The address of an operator who is asked by e-mail; empty when the definition only names a page that tells it.
[[nodiscard]] std::string mail_address_of(const std::string& url);
/// The request in words, as it is mailed, or pasted into a form by a person.
[[nodiscard]] std::string request_subject(const removal_request& r);
[[nodiscard]] std::string request_text(const removal_request& r);
/// What the answer to a form says.
enum class form_verdict : std::uint8_t {
    taken,    ///< the words of success
    refused,  ///< the words of a refusal
    unclear,  ///< anything else: a person must look
};
[[nodiscard]] form_verdict judge(const outbound::http_answer& answer, const form_plan& asked);

}  // namespace offlist
