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

#include "app/arguments.hpp"
#include "app/config.hpp"
#include "app/gateway_config.hpp"
#include "app/settings.hpp"
#include "app/webhook_config.hpp"

namespace offlist::app {

struct service_settings {
    config with;
    known_lists known;
    std::vector<blocklist> lists;  ///< those that are asked
    resolver_options resolvers;
    monitor_options monitor;
    std::shared_ptr<const delisting_terms> terms;
    std::shared_ptr<const removal_book> removals;  ///< how operators are asked
    store_config store;
    payments_config payments;
    webhook_config webhooks;
    std::filesystem::path budget_file;
};

/// [delisting], and the price book that [prices] names. Problems: those of the book; it cannot be read.
[[nodiscard]] loaded<delisting_terms> terms_of(const config& with);

/// Problems: all that is wrong with the configuration, the lists, the resolvers, the schedule or the price book.
[[nodiscard]] loaded<service_settings> read_service_settings(const arguments& from);

/// What `next` would change that a running daemon cannot: names of sections and keys, for a person.
[[nodiscard]] std::vector<std::string> needing_restart(const service_settings& now, const service_settings& next);

}  // namespace offlist::app
