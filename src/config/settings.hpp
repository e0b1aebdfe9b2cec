// settings.hpp: the configuration and the flags made one: which lists, through which resolvers, how.
//
// Values, and functions that block for the file system; for one thread.
#pragma once
#include <filesystem>
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <offlist/resolver.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/secret.hpp"

namespace offlist {
struct terms_warning;
}

namespace offlist::config {

struct configuration;
struct overrides;
struct store_config;

/// The configuration file to read: the first of --config, $OFFLIST_CONFIG, ./offlist.toml and
/// /etc/offlist/offlist.toml, the last two only where there is one. None: nobody has written one.
[[nodiscard]] std::optional<std::filesystem::path> configuration_file(const overrides& from);

/// The same for commands that need no store: a file that nobody named and that this user may not read (the service's,
/// which holds keys) is passed over, and configuration::unread tells of it.
[[nodiscard]] loaded<configuration> read_configuration_if_allowed(const overrides& from);

/// The configuration in configuration_file(); an empty one where there is none.
[[nodiscard]] loaded<configuration> read_configuration(const overrides& from, secrets of_daemon = secrets::leave);

struct known_lists {
    catalog all;
    std::filesystem::path directory;
};
/// The catalog, with what the configuration switches on and off.
[[nodiscard]] loaded<known_lists> load_lists(const overrides& from, const configuration& with);

/// The lists to ask: those of `ids`, or all that are on. Problems: those of catalog::pick; none is on.
[[nodiscard]] loaded<std::vector<blocklist>> lists_to_ask(const known_lists& known,
                                                          const std::vector<std::string>& ids);

/// --resolver, else the configuration, else the system's. Problems: an address that is none, no resolver at all.
[[nodiscard]] loaded<resolver_options> resolvers_to_ask(const overrides& from, const configuration& with);

/// Which of these lists, all that are on, this installation may not ask for nothing, and what would be right: whoever
/// has a price book charges.
[[nodiscard]] std::vector<terms_warning> warnings_about_terms(const std::vector<blocklist>& lists,
                                                              const configuration& with);

/// What a person should know about these resolvers: public ones are refused by the big lists.
[[nodiscard]] std::vector<std::string> warnings_about(const resolver_options& resolvers);

/// --budget-file, else budget in $XDG_STATE_HOME/offlist or ~/.local/state/offlist. Problem: no home.
[[nodiscard]] parsed<std::filesystem::path> budget_file_of(const overrides& from);

/// The store that the configuration names, else offlist.db beside it (in the working directory without one).
[[nodiscard]] store_config store_of(const configuration& with);

/// [sweep] budget_file, else `budget` beside the SQLite file (in the working directory for PostgreSQL).
[[nodiscard]] std::filesystem::path service_budget_file(const configuration& with);

/// Whether subjects may be special-purpose addresses: by the flag or the configuration.
[[nodiscard]] special_addresses special_of(const overrides& from, const configuration& with);

/// `address:port`, with brackets around an IPv6 address.
[[nodiscard]] std::string to_text(const boost::asio::ip::udp::endpoint& server);

}  // namespace offlist::config
