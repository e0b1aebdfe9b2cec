// configuration.hpp: the configuration file, offlist.toml: read once, as a whole or not at all.
//
// Values, and a function that blocks for the file system; for one thread at a time. Each section [NAME] is a struct and
// its reader in sections/NAME.hpp.
#pragma once
#include <filesystem>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "config/secret.hpp"
#include "config/sections/accounts.hpp"
#include "config/sections/adjustments.hpp"
#include "config/sections/company.hpp"
#include "config/sections/console.hpp"
#include "config/sections/delisting.hpp"
#include "config/sections/gateways.hpp"
#include "config/sections/http.hpp"
#include "config/sections/lists.hpp"
#include "config/sections/log.hpp"
#include "config/sections/mail.hpp"
#include "config/sections/payments.hpp"
#include "config/sections/prices.hpp"
#include "config/sections/resolver.hpp"
#include "config/sections/service.hpp"
#include "config/sections/store.hpp"
#include "config/sections/sweep.hpp"
#include "config/sections/webhooks.hpp"

namespace offlist::config {

/// What the daemon and the commands beside it use.
struct service_config : daemon_config {
    store_config store;
    http_config http;
    accounts_config accounts;
    delisting_policy delisting;
    prices_config prices;
    std::optional<seller> company;    ///< none: no document is issued
    std::optional<mail_config> mail;  ///< none: nothing is mailed
    payments_config payments;
    adjusting_bounds adjustments;
    gateways_config gateways;
    webhook_config webhooks;
    console_config console;
    log_config log;

    /// [service] public_url; without it that of [payments], or localhost where only this machine reaches the service.
    /// Empty: not known.
    [[nodiscard]] std::string url() const;
};

struct configuration {
    std::filesystem::path file;    ///< empty: none was read
    std::filesystem::path unread;  ///< one that was found and may not be read: the service's own; else empty
    resolver_config resolver;
    lists_config lists;
    sweep_config sweep;
    service_config service;  ///< the defaults where nothing is said

    /// The same problems, those of load_catalog about [lists] with this file and the line.
    [[nodiscard]] problems placed(problems about_lists) const;
};

/// Problems, all of the file at once: it cannot be read, is no valid TOML, has an unknown section or key (names the
/// nearest), a value of another type or out of range, a key whose variable or file is missing. They never hold a key.
[[nodiscard]] loaded<configuration> load_config(const std::filesystem::path& file, secrets of_daemon);

/// The same for a text; `file` is for messages and relative paths.
[[nodiscard]] loaded<configuration> parse_config(std::string_view text, const std::filesystem::path& file,
                                                 secrets of_daemon = secrets::resolve);

}  // namespace offlist::config
