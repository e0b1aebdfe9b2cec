#include "config/sections/sweep.hpp"

#include <algorithm>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

}  // namespace

void read_sweep(toml_section& s, const reading& how, sweep_config& into)
{
    into.probe_every = duration_of(s, "probe_every", 100ms);
    into.allow_special_addresses = s.flag("allow_special_addresses").value_or(false);
    set_seconds(s, "interval", into.interval);
    set_seconds(s, "listed_interval", into.listed_interval);
    set_seconds(s, "confirm_after", into.confirm_after);
    set_number(s, "confirm_answers", 1, 100, into.confirm_answers);
    into.confirm_of = std::max(into.confirm_of, into.confirm_answers);
    if (const auto of = number_of(s, "confirm_of", 1, 100)) {
        into.confirm_of = static_cast<int>(*of);
        if (into.confirm_of < into.confirm_answers)
            s.complain("confirm_of", "confirm_of " + std::to_string(*of) + " is less than confirm_answers",
                       std::to_string(into.confirm_answers) + " or more");
    }
    set_number(s, "mass_subjects", 1, 1'000'000'000, into.mass_subjects);
    set_number(s, "mass_accounts", 1, 1'000'000'000, into.mass_accounts);
    if (const auto share = s.number("mass_share")) {
        if (*share >= 0 && *share <= 1)
            into.mass_share = *share;
        else
            s.complain("mass_share", "mass_share is out of range", "a share from 0 to 1, such as 0.05");
    }
    if (const auto share = s.number("mass_closing_share")) {
        if (*share > 0 && *share <= 1)
            into.mass_closing_share = *share;
        else
            s.complain("mass_closing_share", "mass_closing_share is out of range",
                       "a share of more than 0, up to 1, such as 0.25");
    }
    into.budget_file = path_of(s, "budget_file", how.directory).value_or(into.budget_file);
}

}  // namespace offlist::config
