// quote_text.hpp: quotes as JSON, and why an order is not taken.
//
// Pure; safe from any thread.
#pragma once
#include <delisting/quote.hpp>
#include <http/message.hpp>
#include <nlohmann/json_fwd.hpp>
#include <services/quote_listing.hpp>

namespace offlist::api {

[[nodiscard]] nlohmann::json json_of(const quote& q, const services::quote_request& of);
/// Why an order is not taken, with the free way: 409, or 503 when it could not be checked.
[[nodiscard]] http::response refusal_of(const quote& q, const services::quote_request& of);
/// Why an order is not taken that expects another price: 409 with both.
[[nodiscard]] http::response price_differs(const quote& q, const money& expected);

}  // namespace offlist::api
