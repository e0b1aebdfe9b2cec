// sweep_reader.hpp: what each interval's sweep did.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write().
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <monitor/monitor_store.hpp>
#include <optional>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

class sweep_reader {
public:
    explicit sweep_reader(database& db) : db_(db) {}

    /// Newest first.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<sweep_record>>> page(page_request which);
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<sweep_record>>> get(std::int64_t id);

private:
    database& db_;
};

}  // namespace offlist::store
