// sign_in_table.hpp: sign-ins as each request looks them up.
//
// May be called from any thread, as the database. Problems are those of database::read() and write().
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "store/engine/database.hpp"
#include "store/people/sign_ins.hpp"

namespace offlist::store {

class sign_in_table {
public:
    explicit sign_in_table(database& db) : db_(db) {}

    /// Ended and expired ones too: the caller looks at usable().
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<sign_in>>> find(crypto::sha256_digest hash);
    /// Remembers that it was used; written at most once a minute.
    boost::asio::awaitable<parsed<void>> used(std::int64_t id, std::chrono::sys_seconds at);

private:
    database& db_;
    std::mutex mutex_;
    std::map<std::int64_t, std::chrono::sys_seconds> written_;
};

}  // namespace offlist::store
