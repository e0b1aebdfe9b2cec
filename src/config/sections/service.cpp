#include "config/sections/service.hpp"

#include <accounts/web_origin.hpp>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_drain = 20min;  // half of it is the monitor's, which takes ten

}  // namespace

void read_service(toml_section& s, const reading&, daemon_config& into)
{
    into.drain = duration_of(s, "drain", 1s, longest_drain).value_or(into.drain);
    into.public_url = url_of(s, "public_url");
    if (!into.public_url.empty() && !is_secure_context(into.public_url))
        s.complain("public_url", "public_url: browsers keep no sign-in of a service that is not served by https",
                   "https://name, or http://localhost:port");
}

}  // namespace offlist::config
