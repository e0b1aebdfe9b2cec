// service_settings.hpp: everything that the daemon's configuration and lists come to, read as a whole or not at all.
//
// Values, and functions that block for the file system; for one thread.
#pragma once
#include <blocklists/removal_details.hpp>
#include <memory>
#include <monitor/monitor_options.hpp>
#include <offlist/catalog.hpp>
#include <offlist/resolver.hpp>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "config/settings.hpp"

namespace offlist {
struct delisting_terms;
}

namespace offlist::config {

struct service_settings {
    configuration with;
    known_lists known;
    std::vector<blocklist> lists;  ///< those that are asked
    resolver_options resolvers;
    monitor_options monitor;
    std::shared_ptr<const delisting_terms> terms;
    std::shared_ptr<const removal_catalog> removals;  ///< how operators are asked
    store_config store;
    std::filesystem::path budget_file;
};

/// [delisting], and the price book that [prices] names. Problems: those of the book; it cannot be read.
[[nodiscard]] loaded<delisting_terms> terms_of(const configuration& with);

/// With the secrets. Problems: all that is wrong with the configuration; if nothing is, all that is wrong with the
/// lists, the resolvers, the schedule and the price book.
[[nodiscard]] loaded<service_settings> read_service_settings(const overrides& from);

/// What `next` would change that a running daemon cannot: names of sections and keys, for a person.
[[nodiscard]] std::vector<std::string> needing_restart(const service_settings& now, const service_settings& next);

}  // namespace offlist::config
