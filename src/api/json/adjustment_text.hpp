// adjustment_text.hpp: what staff adjusts, as JSON, and what is answered to whoever proposes or decides one.
//
// Pure; safe from any thread.
#pragma once
#include <http/message.hpp>
#include <nlohmann/json_fwd.hpp>
#include <services/payments/adjust_funds.hpp>
#include <store/money/adjustment_table.hpp>

namespace offlist::api {

[[nodiscard]] nlohmann::json json_of(const store::adjustment_record& a);

/// 201 with the transfer that was made, 202 with the adjustment that waits for a second person, 200 with one that was
/// rejected, or why not.
[[nodiscard]] http::response shown_adjustment(const services::adjusted_funds& done);

}  // namespace offlist::api
