// delivery_reader.hpp: what became of the events that a webhook was to be told of.
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

/// One event on its way to one webhook, or at its end. Kept as long as the event is.
struct shown_delivery {
    std::int64_t id = 0;
    std::int64_t event = 0;
    std::string kind;    ///< listing.opened …
    std::string object;  ///< public id or blocklist id
    std::chrono::sys_seconds happened_at{};
    std::string state;  ///< waiting, failed (and tried again), taken, given_up
    std::int64_t tries = 0;
    std::string last_result;  ///< of the newest try, in general words; empty before the first
    std::optional<std::chrono::sys_seconds> next_try_at;
    std::optional<std::chrono::sys_seconds> ended_at;
};

/// Newest first; of these states, or of all when there are none. Problem: the cursor.
[[nodiscard]] parsed<page_of<shown_delivery>> delivery_page(soci::session& s, std::int64_t webhook,
                                                            const std::vector<std::string>& states,
                                                            const page_request& which);

}  // namespace offlist::store
