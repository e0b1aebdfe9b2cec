// payment_text.hpp: payments as JSON.
//
// Pure; safe from any thread.
#pragma once
#include <billing/claim.hpp>
#include <billing/payment.hpp>
#include <nlohmann/json_fwd.hpp>
#include <span>

namespace offlist::api {

/// As its customer sees it: what is asked for, by lines and in all, what came, and where to pay while he may.
[[nodiscard]] nlohmann::json json_of(const payment& p);
/// The same with what of it is wanted back, or went back.
[[nodiscard]] nlohmann::json json_of(const payment& p, std::span<const claim> claims);

}  // namespace offlist::api
