// standing_text.hpp: where a subject stands on the lists, as JSON: what DNS has said of it, and what it has not.
//
// Pure; safe from any thread.
#pragma once
#include <accounts/account.hpp>
#include <monitor/list_standing.hpp>
#include <nlohmann/json_fwd.hpp>
#include <store/monitoring/listing_context.hpp>
#include <string_view>
#include <vector>

namespace offlist::api {

/// The addresses of a stored subject: its canonical text.
[[nodiscard]] subject_range range_of(std::string_view text);

/// `clean_on`, `listed_on`, `informational_on`, `unknown_on`, `last_asked_at`, `next_at` and the `lists` that they
/// count. Listed is what a confirmed listing says; suspected is unknown; clean is what each of its addresses was
/// answered, and nothing else.
[[nodiscard]] nlohmann::json standing_json(const owned_subject& of, const std::vector<list_standing>& said,
                                           const std::vector<store::live_listings>& live);

}  // namespace offlist::api
