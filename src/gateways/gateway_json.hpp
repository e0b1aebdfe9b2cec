// gateway_json.hpp: reading what gateways say: JSON that may lack anything, amounts that are never floating-point
// numbers.
//
// Pure but for asked(), which runs on its coroutine's executor.
#pragma once
#include <billing/payment_gateway.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <outbound/http_client.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist::gateways {

/// JSON that came from a gateway. A type of its own, because JSON converts to nearly everything.
struct gateway_json {
    nlohmann::json is;
};
using json_or_failure = boost::system::result<gateway_json, gateway_failure>;

/// Sends a request; the JSON of an answer with a status of 2xx. `gateway` must be a literal.
[[nodiscard]] boost::asio::awaitable<json_or_failure> asked(outbound::http_sender& http, std::string_view gateway,
                                                            outbound::http_request what);

/// None: no JSON, or none that is an object or a list.
[[nodiscard]] std::optional<nlohmann::json> parse_json(const std::string& body);
/// The value behind these names; null where any of them is missing.
[[nodiscard]] const nlohmann::json& at(const nlohmann::json& from, std::initializer_list<const char*> path);
/// The same as a text; empty for anything else.
[[nodiscard]] std::string text_at(const nlohmann::json& from, std::initializer_list<const char*> path);
/// The same as a whole number.
[[nodiscard]] std::optional<std::int64_t> number_at(const nlohmann::json& from,
                                                    std::initializer_list<const char*> path);

/// Cents of a decimal like 35, 35.1 or 34.998, rounded down; it may stand in quotation marks or be a JSON number, whose
/// digits are read as they are. None: below zero, above the largest amount, an exponent, anything else.
[[nodiscard]] std::optional<std::int64_t> cents_of(const nlohmann::json& decimal);
/// `35.00`.
[[nodiscard]] std::string decimal_of(std::int64_t cents);

/// What a failed request, or an answer that is not 2xx, means.
[[nodiscard]] gateway_failure failure_of(std::string_view gateway, const outbound::transfer_failure& f);
[[nodiscard]] gateway_failure failure_of(std::string_view gateway, unsigned status);
/// An answer that has not what its interface promises.
[[nodiscard]] gateway_failure not_understood(std::string_view gateway, std::string_view what);

}  // namespace offlist::gateways
