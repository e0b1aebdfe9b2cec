// money_text.hpp: amounts of money, funds and transfers as JSON and CSV, and amounts from bodies.
//
// Pure; safe from any thread.
#pragma once
#include <billing/transfer.hpp>
#include <http/json_body.hpp>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <store/money/ledger_table.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist::api {

/// `{"amount": 3500, "currency": "USD"}`, in minor units.
[[nodiscard]] nlohmann::json json_of(const money& m);
[[nodiscard]] nlohmann::json json_of(const store::account_funds& f);
/// The same of the first one, with the others, which are of other currencies.
[[nodiscard]] nlohmann::json json_of(const std::vector<store::account_funds>& all);
/// As the account that it concerns sees it: above zero when its funds grow.
[[nodiscard]] nlohmann::json json_of(const transfer& t);

[[nodiscard]] std::string transfer_csv_header();
[[nodiscard]] std::string csv_of(const transfer& t);

/// An amount in minor units: a number, of the currency that is used here, or an object as json_of() writes it. Notes a
/// problem when it is missing, no amount, out of range or of another currency.
[[nodiscard]] std::optional<money> money_field(http::json_body& body, std::string_view name, currency used_here,
                                               std::int64_t least, std::int64_t most);
/// What somebody agrees to pay, in the same forms and any currency: whether it is the price is another question. Notes
/// a problem when it is no amount, or missing where it is `needed`.
enum class agreed_fee : bool { optional, needed };
[[nodiscard]] std::optional<money> expected_fee_field(http::json_body& body, std::optional<currency> used_here,
                                                      agreed_fee needed);

}  // namespace offlist::api
