#include "config/sections/payments.hpp"

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

constexpr std::int64_t most_open = 1000;  // payments of one account at once

}  // namespace

void read_payments(toml_section& s, const reading& how, payments_config& into)
{
    into.public_url = url_of(s, "public_url");
    into.return_url = url_of(s, "return_url");
    set_seconds(s, "look_first", into.schedule.look_first);
    set_seconds(s, "look_most", into.schedule.look_most);
    set_seconds(s, "unanswered", into.schedule.unanswered);
    set_seconds(s, "late_window", into.schedule.late_window);
    set_number(s, "open_per_account", 1, most_open, into.schedule.open_per_account);
    set_cents(s, "least", into.least);
    set_cents(s, "most", into.most);
    if (into.least && into.most && *into.least > *into.most)
        s.complain("most", "most is less than least", "at least as much");
    if (const auto file = path_of(s, "ca_file", how.directory)) into.ca_file = file->string();
}

}  // namespace offlist::config
