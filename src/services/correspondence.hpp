// correspondence.hpp: what was sent for a delisting, when, to whom, and what the operator answered, as the customer
// reads it: from the evidence that is kept, without the names of staff and without its notes to itself.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <optional>
#include <store/delistings/delisting_reader.hpp>
#include <string>
#include <vector>

namespace offlist::services {

struct operator_answer {
    std::chrono::sys_seconds at{};
    std::string text;
};

/// One request to the operator.
struct told_request {
    std::chrono::sys_seconds at{};
    std::string way;        ///< email, form, by hand
    std::string to;         ///< an address, a url
    std::string subject{};  ///< of a mail
    std::string text{};     ///< of a mail, a form's fields; by hand: what was prepared to be sent; may be empty
    std::string message_id{};
    std::string fate;  ///< sent; not_sent: nothing reached the operator; unknown; rejected: the operator will not
    std::optional<operator_answer> answer{};
};

/// Oldest first.
[[nodiscard]] std::vector<told_request> correspondence_of(const store::delisting_detail& d);

}  // namespace offlist::services
