#include "config/sections/webhooks.hpp"

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;
constexpr std::int64_t most_webhooks = 1000;
constexpr auto longest_timeout = 60s;

}  // namespace

void read_webhooks(toml_section& s, const reading& how, webhook_config& into)
{
    if (const auto most = number_of(s, "per_account", 1, most_webhooks))
        into.per_account = static_cast<std::size_t>(*most);
    into.timeout = duration_of(s, "timeout", 1s, longest_timeout).value_or(into.timeout);
    into.allow_http = s.flag("allow_http").value_or(false);
    into.allow_special_addresses = s.flag("allow_special_addresses").value_or(false);
    if (const auto file = path_of(s, "ca_file", how.directory)) into.ca_file = file->string();
}

}  // namespace offlist::config
