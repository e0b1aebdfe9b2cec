#include "config/sections/sweep.hpp"

#include <algorithm>
#include <core/duration.hpp>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

// What the monitor can do with (monitor/monitor_options, listing/listing): said here, where file and line are known.
constexpr std::chrono::seconds longest_interval = 24h * 30;
constexpr std::chrono::seconds longest_confirm_after = 24h * 7;

}  // namespace

void read_sweep(toml_section& s, const reading& how, sweep_config& into)
{
    into.probe_every = duration_of(s, "probe_every", 100ms);
    into.allow_special_addresses = s.flag("allow_special_addresses").value_or(false);
    set_seconds(s, "interval", into.interval, longest_interval);
    into.listed_interval = std::min(into.listed_interval, into.interval);  // unless it is written
    if (const auto listed = duration_of(s, "listed_interval", 1s)) {
        into.listed_interval = std::chrono::ceil<std::chrono::seconds>(*listed);
        if (into.listed_interval > into.interval)
            s.complain("listed_interval",
                       "listed_interval " + to_string(into.listed_interval) + " is longer than the interval of " +
                           to_string(into.interval),
                       "1s to " + to_string(into.interval) +
                           ", for what is listed is asked about more often than what is not");
    }
    set_seconds(s, "confirm_after", into.confirm_after, longest_confirm_after);
    if (const auto answers = s.integer("confirm_answers"); answers && *answers == 1)
        s.complain("confirm_answers", "confirm_answers is 1",
                   "a number from 2 to 100, for one answer alone never changes a status");
    else
        set_number(s, "confirm_answers", 2, 100, into.confirm_answers);
    into.confirm_of = std::max(into.confirm_of, into.confirm_answers);
    if (const auto of = number_of(s, "confirm_of", 1, 100)) {
        into.confirm_of = static_cast<int>(*of);
        if (into.confirm_of < into.confirm_answers)
            s.complain("confirm_of", "confirm_of " + std::to_string(*of) + " is less than confirm_answers",
                       std::to_string(into.confirm_answers) + " or more");
    }
    set_number(s, "mass_subjects", 1, 1'000'000'000, into.mass_subjects);
    set_number(s, "mass_accounts", 1, 1'000'000'000, into.mass_accounts);
    into.mass_share = share_of(s, "mass_share", true).value_or(into.mass_share);
    into.mass_closing_share = share_of(s, "mass_closing_share", false).value_or(into.mass_closing_share);
    into.budget_file = path_of(s, "budget_file", how.directory).value_or(into.budget_file);
}

}  // namespace offlist::config
