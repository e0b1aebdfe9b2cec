// removal_request.hpp: one request to an operator: what is to go, from which list, what is known about it.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <blocklists/removal_details.hpp>
#include <blocklists/removal_text.hpp>
#include <listing/evidence.hpp>
#include <offlist/blocklist.hpp>
#include <string>

#include "delisting/job.hpp"

namespace offlist {

struct removal_request {
    job what;
    blocklist list;           ///< its definition now; of one that is gone: its id as its name, and nothing else
    removal_details details;  ///< of the same
    evidence seen;            ///< the listing's newest; without codes: not known
    std::string contact;      ///< the address at which the operator reaches us; empty: none is configured
};

/// `del_7`: what an operator and a customer call the request by.
[[nodiscard]] std::string reference_of(const job& j);
/// What is filled in for the words in braces of a definition's texts.
[[nodiscard]] removal_words words_of(const removal_request& r);
/// The answer with its meaning and time in one line, then one line for each of its texts; empty when none is known.
[[nodiscard]] std::string evidence_lines(const evidence& seen);

}  // namespace offlist
