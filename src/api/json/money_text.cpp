#include "api/json/money_text.hpp"

#include <accounts/account.hpp>
#include <core/csv.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>

#include "api/answers.hpp"

namespace offlist::api {

namespace {

/// What the transfer does to the funds of the account on whose statement it stands.
std::int64_t effect_on_funds(const transfer& t)
{
    if (t.credit.kind == ledger_kind::funds) return t.amount.cents;
    return t.debit.kind == ledger_kind::funds ? -t.amount.cents : 0;
}

/// `del_7` for delisting:7; other references stay as they are.
std::string reference_text(const transfer& t)
{
    constexpr std::string_view delisting = "delisting:";
    constexpr std::string_view adjustment = "adjustment:";
    if (t.reference.starts_with(delisting)) return "del_" + t.reference.substr(delisting.size());
    // its key is staff's own business
    return t.reference.starts_with(adjustment) ? "adjustment" : t.reference;
}

/// `-35.00`: for spreadsheets, which add it up.
std::string amount_text(const money& m)
{
    const std::string text = to_string(m);
    return text.substr(0, text.find(' '));
}

}  // namespace

nlohmann::json json_of(const money& m)
{
    return {{"amount", m.cents}, {"currency", m.in.view()}};
}

nlohmann::json json_of(const store::account_funds& f)
{
    return {{"balance", json_of(f.balance)},
            {"held", json_of(f.held)},
            {"frozen", json_of(f.frozen)},
            {"available", json_of(f.available())}};
}

nlohmann::json json_of(const std::vector<store::account_funds>& all)
{
    nlohmann::json shown = json_of(all.front());
    shown["other_currencies"] = nlohmann::json::array();
    for (std::size_t i = 1; i < all.size(); ++i) shown["other_currencies"].push_back(json_of(all[i]));
    return shown;
}

nlohmann::json json_of(const transfer& t)
{
    return {{"id", public_id("trf", t.id)},
            {"at", moment(t.at)},
            {"code", to_string(t.code)},
            {"amount", json_of(t.amount)},
            {"effect", effect_on_funds(t)},
            {"debit", to_string(t.debit)},
            {"credit", to_string(t.credit)},
            {"reference", reference_text(t)},
            {"reason", t.reason}};
}

std::string transfer_csv_header()
{
    return csv_record({"id", "at", "code", "amount", "currency", "effect_on_funds", "reference", "reason"});
}

std::string csv_of(const transfer& t)
{
    const std::int64_t effect = effect_on_funds(t);
    // a minus sign would be taken for a formula and get an apostrophe, so what leaves has a column's sign in words
    return csv_record({public_id("trf", t.id), timestamp(t.at), std::string(to_string(t.code)), amount_text(t.amount),
                       std::string(t.amount.in.view()),
                       effect > 0   ? "in"
                       : effect < 0 ? "out"
                                    : "none",
                       reference_text(t), t.reason});
}

std::optional<money> money_field(http::json_body& body, std::string_view name, currency used_here, std::int64_t least,
                                 std::int64_t most)
{
    if (!body.is_object(name)) {
        const std::int64_t cents = body.required_integer(name, least, most);
        return money{cents, used_here};
    }
    http::json_body* const inside = body.object(name);
    const std::int64_t cents = inside->required_integer("amount", least, most);
    const std::string in = inside->required_text("currency", used_here.view());
    if (!in.empty() && in != used_here.view())
        inside->complain("currency", quoted(in) + " is not used here", std::string(used_here.view()));
    return money{cents, used_here};
}

std::optional<money> expected_fee_field(http::json_body& body, std::optional<currency> used_here, agreed_fee needed)
{
    constexpr std::string_view name = "expected_fee";
    const std::string quoted_fee =
        R"(the `fee` of GET /v1/quotes, such as {"amount": 3500, "currency": "USD"}: what you agree to pay)";
    if (!body.has(name)) {
        if (needed == agreed_fee::needed) body.complain(name, "is missing", quoted_fee);
        return std::nullopt;
    }
    if (!body.is_object(name)) {
        const auto cents = body.integer(name);
        if (!cents || !used_here) return std::nullopt;
        return money{*cents, *used_here};
    }
    http::json_body* const inside = body.object(name);
    const std::int64_t cents = inside->required_integer("amount");
    const std::string in = inside->required_text("currency", "USD");
    if (in.empty()) return std::nullopt;
    const auto known = parse_currency(in);
    if (!known) {
        inside->complain("currency", known.error().what, known.error().expected);
        return std::nullopt;
    }
    return money{cents, *known};
}

}  // namespace offlist::api
