// delisting_text.hpp: delistings, their history and evidence, and staff's tasks, as JSON.
//
// Pure; safe from any thread.
#pragma once
#include <api/listing_text.hpp>
#include <nlohmann/json_fwd.hpp>
#include <services/task_service.hpp>
#include <store/delistings/delisting_reader.hpp>

namespace offlist::api {

/// Staff sees also who works on it.
[[nodiscard]] nlohmann::json json_of(const store::delisting_record& d, audience_of_text who);
/// The same with its `history` and `evidence`; notes and names of staff are for staff.
[[nodiscard]] nlohmann::json json_of(const store::delisting_detail& d, audience_of_text who);

[[nodiscard]] nlohmann::json json_of(const services::prefilled_task& p);

}  // namespace offlist::api
