// open_store.hpp: the store as commands use it: opened by the configuration, acted on in the name of whoever calls.
//
// Blocks; for one thread.
#pragma once
#include <accounts/account.hpp>
#include <config/configuration.hpp>
#include <memory>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/engine/database.hpp>
#include <string>
#include <string_view>

namespace offlist::config {
struct overrides;
}

namespace offlist::cli {

struct open_store {
    config::configuration with;
    std::unique_ptr<store::database> db;
};
/// The store that the configuration names; which one is told where --config was not given, and that it is new.
/// Problems: those of the configuration and of database::open.
[[nodiscard]] loaded<open_store> open_store_of(const config::overrides& from,
                                               store::store_making missing = store::store_making::never);

/// "command line: USER" as an admin, now; the reason is for the audit log.
[[nodiscard]] store::actor command_line_actor(std::string reason);

/// The number of an id such as acc_12. Problem: no id of that kind.
[[nodiscard]] parsed<std::int64_t> id_of(std::string_view prefix, const std::string& text);

[[nodiscard]] problem no_such_account(const std::string& id);
/// The account of an id such as acc_12. Problems: no id of that kind, no such account, the store's.
[[nodiscard]] parsed<account> account_in(store::database& db, const std::string& id);
/// What a list is narrowed to by --account: a list of nobody's things would be empty, and would say that all is well.
/// Nothing where it was not given. Problems: those of account_in.
[[nodiscard]] parsed<std::optional<std::int64_t>> account_filter(store::database& db,
                                                                 const std::optional<std::string>& id);

}  // namespace offlist::cli
