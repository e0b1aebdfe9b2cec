// accounts.hpp: the section [accounts] of offlist.toml: how much a customer may have monitored, and what it has to
// show.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <accounts/account.hpp>
#include <chrono>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct accounts_config {
    account_quota usual{.subjects = 1'000, .addresses = 65'536};  ///< of an account for which staff has set none
    bool prove_control = true;  ///< what a customer adds is monitored once it is shown that the customer holds it
    std::chrono::seconds prove_within{std::chrono::days(30)};  ///< then what nobody has proved is removed
    bool operator==(const accounts_config&) const = default;
};

/// Notes: a number or span out of range.
void read_accounts(toml_section& s, const reading& how, accounts_config& into);

}  // namespace offlist::config
