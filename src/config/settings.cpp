#include "config/settings.hpp"

#include <unistd.h>

#include <blocklists/terms_warnings.hpp>
#include <cerrno>
#include <core/quoted.hpp>
#include <cstdlib>
#include <utility>

#include "config/configuration.hpp"
#include "config/lists_directory.hpp"
#include "config/overrides.hpp"
#include "config/public_resolvers.hpp"

namespace offlist::config {
namespace {

constexpr std::size_t most_resolvers = 32;  // resolver_options::servers

// An empty variable counts as one that is not set (XDG Base Directory Specification).
std::string environment(const char* name)
{
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

std::optional<std::filesystem::path> configuration_file(const overrides& from)
{
    if (from.config) return *from.config;
    if (std::string named = environment("OFFLIST_CONFIG"); !named.empty()) return named;
    for (const char* const usual : {"offlist.toml", "/etc/offlist/offlist.toml"}) {
        std::error_code unseen;  // one that may not be looked at is one to complain of
        if (std::filesystem::exists(usual, unseen) || unseen) return usual;
    }
    return std::nullopt;
}

loaded<configuration> read_configuration_if_allowed(const overrides& from)
{
    const auto file = configuration_file(from);
    const bool named = from.config || !environment("OFFLIST_CONFIG").empty();
    if (!named && file && ::access(file->c_str(), R_OK) != 0 && errno == EACCES) {
        configuration none;
        none.unread = *file;
        return none;
    }
    return read_configuration(from);
}

loaded<configuration> read_configuration(const overrides& from, secrets of_daemon)
{
    const auto file = configuration_file(from);
    if (!file) return configuration{};
    return load_config(*file, of_daemon);
}

loaded<known_lists> load_lists(const overrides& from, const configuration& with)
{
    auto directory = lists_directory(from.lists_directory, with.lists.directory);
    if (!directory) return problems{directory.error()};
    std::error_code unseen;
    const bool configured = !from.lists_directory && with.lists.directory.has_value();
    if (configured && !std::filesystem::is_directory(*directory, unseen))
        return problems{{"[lists]: directory " + quoted(directory->string()) + " is " +
                             (unseen ? "not to be seen: " + unseen.message() : "no directory"),
                         "a directory of list definitions (*.toml)", with.file.string(),
                         with.lists.lines.at("lists.directory")}};
    auto all = load_catalog(*directory, with.lists);
    if (!all) return with.placed(all.error());
    known_lists known;
    known.all = std::move(*all);
    known.directory = std::move(*directory);
    return known;
}

loaded<std::vector<blocklist>> lists_to_ask(const known_lists& known, const std::vector<std::string>& ids)
{
    if (!ids.empty()) return known.all.pick(ids);
    auto on = known.all.enabled();
    if (on.empty())
        return problems{{.what = "no blocklist of " + known.directory.string() + " is on",
                         .expected = "one with --list ID, or enable = [...] under [lists] in the configuration"}};
    return on;
}

loaded<resolver_options> resolvers_to_ask(const overrides& from, const configuration& with)
{
    resolver_options options;
    problems wrong;
    for (const std::string& text : from.resolvers) {
        const auto server = parse_server(text);
        if (server)
            options.servers.push_back(*server);
        else
            wrong.push_back({"--resolver: " + server.error().what, server.error().expected, "", 0});
    }
    if (from.resolvers.size() > most_resolvers)
        wrong.push_back({std::to_string(from.resolvers.size()) + " resolvers", "at most 32", "", 0});
    if (from.resolvers.empty()) options.servers = with.resolver.servers;
    if (options.servers.empty() && wrong.empty()) {
        auto of_system = system_servers();
        if (of_system)
            options.servers = std::move(*of_system);
        else
            wrong.push_back(of_system.error());
    }
    if (!wrong.empty()) return wrong;

    options.timeout = from.own_timeout.value_or(options.timeout);
    options.timeout = from.timeout.value_or(with.resolver.timeout.value_or(options.timeout));
    options.tries = from.tries.value_or(with.resolver.tries.value_or(options.tries));
    options.max_in_flight = from.in_flight.value_or(with.resolver.in_flight.value_or(options.max_in_flight));
    return options;
}

std::vector<terms_warning> warnings_about_terms(const std::vector<blocklist>& lists, const configuration& with)
{
    return terms_warnings(lists,
                          {.charges = with.service.prices.file.has_value(), .acknowledged = with.lists.acknowledge});
}

std::vector<std::string> warnings_about(const resolver_options& resolvers)
{
    std::vector<std::string> warnings;
    for (const auto& server : resolvers.servers) {
        const auto who = public_resolver(server.address());
        if (who.empty()) continue;
        warnings.push_back(server.address().to_string() + " is a public resolver (" + std::string(who) +
                           "): the big lists refuse questions that come through it. Use a resolver of your own.");
    }
    return warnings;
}

parsed<std::filesystem::path> budget_file_of(const overrides& from)
{
    const auto found = [](std::filesystem::path file) {
        return parsed<std::filesystem::path>(boost::system::in_place_value, std::move(file));
    };
    if (from.budget_file) return found(*from.budget_file);
    const std::filesystem::path state = environment("XDG_STATE_HOME");
    if (state.is_absolute()) return found(state / "offlist" / "budget");
    const std::filesystem::path home = environment("HOME");
    if (home.is_absolute()) return found(home / ".local" / "state" / "offlist" / "budget");
    return problem{.what = "there is no place for the budget file: neither XDG_STATE_HOME nor HOME is set",
                   .expected = "--budget-file FILE"};
}

store_config store_of(const configuration& with)
{
    store_config store = with.service.store;
    if (store.url.empty())
        store.url = "sqlite:" + std::filesystem::absolute(with.file.parent_path() / "offlist.db").string();
    return store;
}

std::filesystem::path service_budget_file(const configuration& with)
{
    constexpr std::string_view sqlite = "sqlite:";
    if (!with.sweep.budget_file.empty()) return with.sweep.budget_file;
    const std::string url = store_of(with).url;
    if (!url.starts_with(sqlite)) return "budget";
    return std::filesystem::path(url.substr(sqlite.size())).parent_path() / "budget";
}

special_addresses special_of(const overrides& from, const configuration& with)
{
    return from.allow_special || with.sweep.allow_special_addresses ? special_addresses::allow
                                                                    : special_addresses::refuse;
}

std::string to_text(const boost::asio::ip::udp::endpoint& server)
{
    const std::string address = server.address().to_string();
    return (server.address().is_v6() ? '[' + address + ']' : address) + ':' + std::to_string(server.port());
}

}  // namespace offlist::config
