// payment_text.hpp: payments as JSON.
//
// Pure; safe from any thread.
#pragma once
#include <billing/payment.hpp>
#include <nlohmann/json_fwd.hpp>

namespace offlist::api {

/// As its customer sees it: what is asked for, by lines and in all, what came, and where to pay while he may.
[[nodiscard]] nlohmann::json json_of(const payment& p);

}  // namespace offlist::api
