#include "billing/payment.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "billing/find_name.hpp"

namespace offlist {
namespace {

constexpr std::array<std::string_view, payment_methods> method_names{"card", "btc", "bch", "ltc", "doge", "xmr"};
constexpr std::array<std::string_view, payment_states> state_names{
    "created", "pending", "expired", "invalid", "partial", "late", "settled", "disputed", "won", "lost"};
constexpr std::string_view order_prefix = "pay_";

}  // namespace

std::string_view to_string(payment_method m)
{
    return method_names.at(static_cast<std::size_t>(m));
}

std::optional<payment_method> parse_payment_method(std::string_view text)
{
    return find_name<payment_method>(method_names, text);
}

std::string_view to_string(payment_state s)
{
    return state_names.at(static_cast<std::size_t>(s));
}

std::optional<payment_state> parse_payment_state(std::string_view text)
{
    return find_name<payment_state>(state_names, text);
}

int rank(payment_state s)
{
    return static_cast<int>(s == payment_state::lost || s == payment_state::won ? payment_state::disputed : s);
}

std::string order_of(std::int64_t payment)
{
    return std::string(order_prefix) + std::to_string(payment);
}

std::optional<std::int64_t> payment_of(std::string_view order)
{
    if (!order.starts_with(order_prefix)) return std::nullopt;
    const std::string_view digits = order.substr(order_prefix.size());
    std::int64_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc{} || number < 1 || order_of(number) != order) return std::nullopt;
    return number;
}

std::string reference_of(const payment& p)
{
    return order_of(p.id) + '_' + p.nonce;
}

std::optional<std::int64_t> payment_of_reference(std::string_view reference)
{
    const std::size_t end = reference.rfind('_');
    if (end == std::string_view::npos || end + 1 == reference.size()) return std::nullopt;  // an empty nonce is none
    return payment_of(reference.substr(0, end));
}

}  // namespace offlist
