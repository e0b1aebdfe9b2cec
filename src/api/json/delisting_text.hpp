// delisting_text.hpp: delistings, their history and evidence, and staff's tasks, and what delistings add up to, as
// JSON.
//
// Pure; safe from any thread.
#pragma once
#include <api/json/listing_text.hpp>
#include <delisting/policy.hpp>
#include <nlohmann/json_fwd.hpp>
#include <store/delistings/delisting_reader.hpp>

namespace offlist::services {
struct prefilled_task;
struct relistings;
}  // namespace offlist::services

namespace offlist::api {

/// Staff sees also who works on it. `rules`: what its outlook is computed by.
[[nodiscard]] nlohmann::json json_of(const store::delisting_record& d, audience_of_text who,
                                     const delisting_policy& rules);
/// The same with its `history` and `evidence`; notes and names of staff are for staff.
[[nodiscard]] nlohmann::json json_of(const store::delisting_detail& d, audience_of_text who,
                                     const delisting_policy& rules);

[[nodiscard]] nlohmann::json json_of(const services::prefilled_task& p);

[[nodiscard]] nlohmann::json json_of(const services::relistings& r);

}  // namespace offlist::api
