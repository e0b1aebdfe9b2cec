#include "config/sections/payments.hpp"

#include <billing/money.hpp>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

constexpr std::int64_t most_open = 1000;  // payments of one account at once

void read_amount(toml_section& s, std::string_view key, std::optional<std::int64_t>& into)
{
    const auto text = s.text(key);
    if (!text) return;
    const auto cents = parse_cents(*text);
    if (!cents)
        s.complain(key, std::string(key) + ": " + cents.error().what, cents.error().expected);
    else if (*cents == 0)
        s.complain(key, std::string(key) + " is nothing", "an amount above zero");
    else
        into = *cents;
}

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
    read_amount(s, "least", into.least);
    read_amount(s, "most", into.most);
    if (into.least && into.most && *into.least > *into.most)
        s.complain("most", "most is less than least", "at least as much");
    if (const auto file = path_of(s, "ca_file", how.directory)) into.ca_file = file->string();
}

}  // namespace offlist::config
