#include "billing/transfer.hpp"

#include <array>

#include "billing/find_name.hpp"

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
    return find_name<transfer_code>(names, text);
}

}  // namespace offlist
