// health_reader.hpp: how far each blocklist could be trusted, now and before.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write().
#pragma once
#include <boost/asio/awaitable.hpp>
#include <monitor/monitor_store.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

class health_reader {
public:
    explicit health_reader(database& db) : db_(db) {}

    /// The newest of each list and kind of subject.
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<health_change>>> newest();
    /// Newest first; of all lists when none is named.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<health_change>>> history(std::optional<std::string> blocklist,
                                                                                 page_request which);

    [[nodiscard]] static std::vector<health_change> newest(soci::session& s);
    /// None: the list has never been tested for this kind.
    [[nodiscard]] static std::optional<health_change> newest(soci::session& s, const std::string& blocklist,
                                                             subject_kind kind);

private:
    database& db_;
};

}  // namespace offlist::store
