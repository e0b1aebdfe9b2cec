#include "accounts/account.hpp"

#include <array>
#include <boost/assert.hpp>
#include <charconv>
#include <string>
#include <utility>

namespace offlist {

namespace {

constexpr std::array<std::pair<role, std::string_view>, 3> role_names{
    {{role::admin, "admin"}, {role::staff, "staff"}, {role::customer, "customer"}}};

bool passes(std::uint64_t has, std::uint64_t more, std::uint64_t most)
{
    return more > most || has > most - more;
}

problem told(const char* what, std::uint64_t has, std::uint64_t more, std::uint64_t most)
{
    const std::string room = std::to_string(most > has ? most - has : 0);
    return {.what = "the account's quota is " + std::to_string(most) + ' ' + what + ": it has " + std::to_string(has) +
                    ", and this would be " + std::to_string(more) + " more",
            .expected = "at most " + room + " more, or a larger quota, which staff sets"};
}

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

std::string_view to_string(control_proof p)
{
    switch (p) {
        case control_proof::none:
            return "none";
        case control_proof::dns:
            return "dns";
        case control_proof::staff:
            return "staff";
    }
    BOOST_ASSERT_MSG(false, "a proof without a name");
    return {};
}

std::optional<control_proof> parse_control_proof(std::string_view text)
{
    for (const auto p : {control_proof::none, control_proof::dns, control_proof::staff})
        if (to_string(p) == text) return p;
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

account_quota quota_for(const own_quota& own, const account_quota& usual)
{
    return {.subjects = own.subjects.value_or(usual.subjects), .addresses = own.addresses.value_or(usual.addresses)};
}

std::optional<problem> over_quota(const subject_amount& has, const subject_amount& more, const account_quota& most)
{
    if (passes(has.subjects, more.subjects, most.subjects))
        return told("subjects", has.subjects, more.subjects, most.subjects);
    if (passes(has.addresses, more.addresses, most.addresses))
        return told("addresses", has.addresses, more.addresses, most.addresses);
    return std::nullopt;
}

}  // namespace offlist
