// mass_text.hpp: mass changes of lists and mass ends of delistings, as JSON for staff.
//
// Pure; safe from any thread.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <store/delistings/mass_end_table.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <string_view>

namespace offlist::api {

/// open, released, dismissed.
[[nodiscard]] std::string_view state_of(const store::mass_change_record& m);
[[nodiscard]] nlohmann::json json_of(const store::mass_change_record& m);
[[nodiscard]] nlohmann::json json_of(const store::mass_end& m);

}  // namespace offlist::api
