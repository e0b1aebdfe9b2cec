// listing_text.hpp: listings and what they rest on, as JSON and as CSV.
//
// Pure; safe from any thread.
#pragma once
#include <listing/evidence.hpp>
#include <nlohmann/json_fwd.hpp>
#include <offlist/catalog.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <string>

namespace offlist::api {

struct call;

enum class audience_of_text : bool { customer, staff };
[[nodiscard]] audience_of_text audience_of(const call& c);

[[nodiscard]] nlohmann::json json_of(const evidence& e);
/// Staff sees also which mass change keeps it back. `lists` tells what the list is, and the free way off it.
[[nodiscard]] nlohmann::json json_of(const store::listing_record& l, audience_of_text who, const catalog& lists);
/// The same with its `history`; customers are not shown what was kept back.
[[nodiscard]] nlohmann::json json_of(const store::listing_detail& l, audience_of_text who, const catalog& lists);

[[nodiscard]] std::string listing_csv_header();
[[nodiscard]] std::string csv_of(const store::listing_record& l);

}  // namespace offlist::api
