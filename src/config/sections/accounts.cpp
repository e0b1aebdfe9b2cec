#include "config/sections/accounts.hpp"

#include <sweep/inventory_size.hpp>

#include "config/config_values.hpp"

namespace offlist::config {

void read_accounts(toml_section& s, const reading&, accounts_config& into)
{
    constexpr auto most = static_cast<std::int64_t>(most_subjects);
    set_number(s, "subjects", 0, most, into.usual.subjects);
    set_number(s, "addresses", 0, most, into.usual.addresses);
    into.prove_control = s.flag("prove_control").value_or(into.prove_control);
    set_seconds(s, "prove_within", into.prove_within);
}

}  // namespace offlist::config
