#include "billing/transfer.hpp"

#include <array>

namespace offlist {
namespace {

constexpr std::array<std::string_view, transfer_codes> names{
    "topup",      "topup_surcharge", "hold",         "earned",   "credit_back",
    "adjustment", "unmatched",       "dispute_lost", "refunded", "claim_returned"};

}  // namespace

std::string_view to_string(transfer_code c)
{
    return names.at(static_cast<std::size_t>(c));
}

std::optional<transfer_code> parse_transfer_code(std::string_view text)
{
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names.at(i) == text) return static_cast<transfer_code>(i);
    return std::nullopt;
}

}  // namespace offlist
