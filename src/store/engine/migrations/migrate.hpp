// migrate.hpp: brings a store to the newest schema.
//
// Blocks; at start, before the database's threads run.
#pragma once
#include <chrono>
#include <offlist/problem.hpp>
#include <string>
#include <vector>

#include "store/engine/connection.hpp"
#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

/// Everything that is missing, in one transaction; each recorded in `schema_migration` with the time. Two processes at
/// once: the second waits and finds nothing to do. Problems: the store's schema is newer than the last of `known`.
/// Throws a store_error when a statement fails.
[[nodiscard]] parsed<void> migrate(connection& c, backend kind, const std::string& name,
                                   const std::vector<migration>& known, std::chrono::sys_seconds now);

/// The store's schema as it stands; 0: none yet. Problems and exceptions as of migrate().
[[nodiscard]] parsed<int> schema_of(connection& c, backend kind, const std::string& name,
                                    const std::vector<migration>& known);

/// A statement of a migration with its placeholders filled in. `{append_only …}` becomes several.
[[nodiscard]] std::vector<std::string> spelled_for(backend kind, const std::string& statement);

}  // namespace offlist::store
