#include "billing/ledger_account.hpp"

#include <algorithm>
#include <array>
#include <core/quoted.hpp>

namespace offlist {
namespace {

enum class part : std::uint8_t { none, number, name };

struct form {
    std::string_view name;
    part of;
};

// In the order of ledger_kind.
constexpr std::array<form, 8> forms{{{"funds", part::number},
                                     {"held", part::number},
                                     {"revenue", part::name},
                                     {"surcharge", part::none},
                                     {"gateway", part::name},
                                     {"suspense", part::none},
                                     {"chargeback", part::none},
                                     {"refund", part::none}}};

bool is_number(std::string_view text)
{
    return !text.empty() && text.size() <= 18 && text[0] != '0' &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_name(std::string_view text)
{
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

ledger_account funds_of(std::int64_t account)
{
    return {ledger_kind::funds, std::to_string(account)};
}

ledger_account held_for(std::int64_t delisting)
{
    return {ledger_kind::held, std::to_string(delisting)};
}

ledger_account revenue_of(std::string_view product)
{
    return {ledger_kind::revenue, std::string(product)};
}

ledger_account gateway_account(std::string_view gateway)
{
    return {ledger_kind::gateway, std::string(gateway)};
}

std::string to_string(const ledger_account& a)
{
    const form& f = forms.at(static_cast<std::size_t>(a.kind));
    std::string text(f.name);
    if (f.of != part::none) text += ':' + a.of;
    return text;
}

parsed<ledger_account> parse_ledger_account(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    const std::string_view of = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    for (std::size_t i = 0; i < forms.size(); ++i) {
        const form& f = forms.at(i);
        if (f.name != name) continue;
        const bool fits = f.of == part::none     ? colon == std::string_view::npos
                          : f.of == part::number ? is_number(of)
                                                 : is_name(of);
        if (fits) return ledger_account{static_cast<ledger_kind>(i), std::string(of)};
    }
    return problem{
        .what = quoted(text) + " is not a ledger account",
        .expected =
            "funds:NUMBER, held:NUMBER, revenue:PRODUCT, gateway:NAME, surcharge, suspense, chargeback or refund"};
}

}  // namespace offlist
