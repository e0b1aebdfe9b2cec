#include "accounts/account.hpp"

#include <array>
#include <boost/assert.hpp>
#include <charconv>
#include <utility>

namespace offlist {

namespace {

constexpr std::array<std::pair<role, std::string_view>, 3> role_names{
    {{role::admin, "admin"}, {role::staff, "staff"}, {role::customer, "customer"}}};

}  // namespace

std::string_view to_string(role r)
{
    for (const auto& [value, name] : role_names)
        if (value == r) return name;
    BOOST_ASSERT_MSG(false, "a role without a name");
    return {};
}

std::optional<role> parse_role(std::string_view text)
{
    for (const auto& [value, name] : role_names)
        if (name == text) return value;
    return std::nullopt;
}

std::string_view to_string(account_state s)
{
    return s == account_state::active ? "active" : "terminated";
}

std::string public_id(std::string_view prefix, std::int64_t id)
{
    BOOST_ASSERT(id > 0);
    return std::string(prefix) + '_' + std::to_string(id);
}

std::optional<std::int64_t> parse_public_id(std::string_view prefix, std::string_view text)
{
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    // one spelling an id: no sign, no leading zero
    if (text.size() < 2 || text[0] != '_' || text[1] < '1' || text[1] > '9') return std::nullopt;
    text.remove_prefix(1);
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return id;
}

}  // namespace offlist
