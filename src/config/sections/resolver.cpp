#include "config/sections/resolver.hpp"

#include <dns/engine.hpp>
#include <offlist/resolver.hpp>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

constexpr std::size_t most_servers = 32;  // resolver_options::servers

std::optional<int> small(std::optional<std::int64_t> within_int)
{
    return within_int ? std::optional<int>(static_cast<int>(*within_int)) : std::nullopt;
}

}  // namespace

void read_resolver(toml_section& s, const reading&, resolver_config& into)
{
    for (const std::string& text : s.texts("servers")) {
        const auto server = parse_server(text);
        if (server)
            into.servers.push_back(*server);
        else
            s.complain("servers", "servers: " + server.error().what, server.error().expected);
    }
    if (into.servers.size() > most_servers)
        s.complain("servers", std::to_string(into.servers.size()) + " servers",
                   "at most " + std::to_string(most_servers));
    into.timeout = duration_of(s, "timeout");
    into.tries = small(number_of(s, "tries", 1, dns::engine::most_tries));
    into.in_flight = small(number_of(s, "in_flight", 1, dns::engine::most_in_flight));
}

}  // namespace offlist::config
