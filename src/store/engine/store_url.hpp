// store_url.hpp: where the store is, from the configuration's url.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <filesystem>
#include <offlist/problem.hpp>
#include <string>

#include "store/engine/database.hpp"

namespace offlist::store {

struct store_url {
    backend kind = backend::sqlite;
    std::filesystem::path file;  ///< of SQLite
    std::string connect;         ///< for libpq; a secret
    std::string name;            ///< as it may be shown
};

/// Problems never show the url: it may hold a password.
[[nodiscard]] parsed<store_url> read_store_url(std::string_view text);

}  // namespace offlist::store
