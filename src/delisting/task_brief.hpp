// task_brief.hpp: what a person needs to ask an operator for a removal, or to find out whether it was asked: link,
// steps, and a text to send.
//
// Pure; safe from any thread.
#pragma once
#include <offlist/blocklist.hpp>
#include <string>
#include <vector>

#include "delisting/transition.hpp"

namespace offlist {

struct task_brief {
    std::string url;           ///< the operator's form or portal, or mailto:
    std::string instructions;  ///< numbered steps, a line each
    std::string request;       ///< in English, to be sent as it is
};

/// `list` is null when the catalogue no longer knows it. `reasons`: the list's own words about the listing.
[[nodiscard]] task_brief brief_of(staff_task_kind kind, const std::string& about, const std::string& list_id,
                                  const blocklist* list, const std::vector<std::string>& reasons);

/// What staff needs to decide between two accounts, named by their ids; `holder` is empty when it has let go.
[[nodiscard]] std::string conflict_brief(const std::string& about, const std::string& claimant,
                                         const std::string& holder);

}  // namespace offlist
