// service_settings.hpp: everything that the daemon's configuration and lists come to, read as a whole or not at all.
//
// Values, and functions that block for the file system; for one thread.
#pragma once
#include <blocklists/removal_details.hpp>
#include <delisting/terms.hpp>
#include <memory>
#include <monitor/monitor_options.hpp>
#include <offlist/catalog.hpp>
#include <offlist/resolver.hpp>
#include <string>
#include <vector>
#include "config/overrides.hpp"

#include "config/configuration.hpp"
#include "config/gateway_config.hpp"
#include "config/settings.hpp"
#include "config/webhook_config.hpp"

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
    payments_config payments;
    webhook_config webhooks;
    std::filesystem::path budget_file;
};

/// [delisting], and the price book that [prices] names. Problems: those of the book; it cannot be read.
[[nodiscard]] loaded<delisting_terms> terms_of(const configuration& with);

/// Problems: all that is wrong with the configuration, the lists, the resolvers, the schedule or the price book.
[[nodiscard]] loaded<service_settings> read_service_settings(const overrides& from);

/// What `next` would change that a running daemon cannot: names of sections and keys, for a person.
[[nodiscard]] std::vector<std::string> needing_restart(const service_settings& now, const service_settings& next);

}  // namespace offlist::config
