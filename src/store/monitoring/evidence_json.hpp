// evidence_json.hpp: evidence as the database keeps it: one JSON object.
//
// Pure functions; safe from any thread.
#pragma once
#include <listing/evidence.hpp>
#include <string>
#include <string_view>

namespace offlist::store {

[[nodiscard]] std::string evidence_text(const evidence& e);
/// What evidence_text() wrote. Members that are missing are default-made, so that a row of an older program stays
/// readable. Throws std::runtime_error when it is no JSON object.
[[nodiscard]] evidence read_evidence(std::string_view text);

}  // namespace offlist::store
