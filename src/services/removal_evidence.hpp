// removal_evidence.hpp: requests to operators and their answers as they are kept as evidence: JSON objects.
//
// Pure functions; safe from any thread. Staff reads them as they are; what the customer reads of them is in
// correspondence.hpp.
#pragma once
#include <delisting/removal_plan.hpp>
#include <outbound/http_message.hpp>
#include <outbound/mail_message.hpp>
#include <string>
#include <string_view>

namespace offlist::services {

/// What is about to leave. `mail` is looked at for a mail_plan only.
[[nodiscard]] std::string intent_json(const removal_plan& plan, const outbound::mail_message& mail);
/// How it ended (`outcome`: asked, refused, unknown, not_sent), in words, with the answer of a web server if there was
/// one (its first octets).
[[nodiscard]] std::string outcome_json(std::string_view outcome, const std::string& said);
[[nodiscard]] std::string outcome_json(std::string_view outcome, const std::string& said,
                                       const outbound::http_answer& answer);

}  // namespace offlist::services
