// event_reader.hpp: what has happened, as callers of REST are told of it: which thing, and when. The thing itself is
// read where it stands, so that who may see what is decided there alone.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/engine/page.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

/// A row of the outbox without its payload.
struct told_event {
    std::int64_t id = 0;
    std::string kind;                     ///< listing.opened …
    std::optional<std::int64_t> account;  ///< whom it concerns; none: staff alone
    std::string object;                   ///< public id or blocklist id
    std::chrono::sys_seconds at{};
};

/// Behind the event `after`, oldest first; of one account, or of all. Tests of webhooks are nobody's news. Problem: the
/// cursor.
[[nodiscard]] parsed<page_of<told_event>> event_page(soci::session& s, std::optional<std::int64_t> only_of,
                                                     std::int64_t after, const page_request& which);

struct events_behind {
    std::vector<told_event> items;
    std::int64_t newest = 0;  ///< of all events, whosever they are; 0: there was none yet
};
/// The first `most` behind `after`, and the newest of all as of the same moment. Ids are given in the order in which
/// transactions end, on both databases: what is behind the newest has not been seen.
[[nodiscard]] events_behind events_after(soci::session& s, std::optional<std::int64_t> only_of, std::int64_t after,
                                         int most);

/// The newest `most` that happened at `since` or later, oldest first, and the newest of all as of the same moment.
[[nodiscard]] events_behind events_since(soci::session& s, std::optional<std::int64_t> only_of,
                                         std::chrono::sys_seconds since, int most);

}  // namespace offlist::store
