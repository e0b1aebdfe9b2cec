// adjustment_table.hpp: what staff adjusts, and who decided it: one row an adjustment.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <billing/posting.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "store/accounts/audit_log.hpp"
#include "store/engine/page.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

enum class adjustment_state : std::uint8_t {
    proposed,  ///< waits for a second person; nothing has moved
    made,
    rejected,
};
[[nodiscard]] std::string_view to_string(adjustment_state s);
[[nodiscard]] std::optional<adjustment_state> parse_adjustment_state(std::string_view text);

struct adjustment_record {
    std::int64_t id = 0;
    adjustment what;                      ///< its moment is when it was proposed
    std::optional<std::int64_t> payment;  ///< that it is about
    adjustment_state state = adjustment_state::proposed;
    std::int64_t token = 0;   ///< of who proposed it; 0: a person
    std::int64_t person = 0;  ///< who proposed it; 0: a token
    std::string proposed_by;
    std::string decided_by;  ///< empty: nobody had to, or has
    std::optional<std::chrono::sys_seconds> decided_at;
    std::string decision;  ///< why it was rejected
};

/// The row of a new one; its id. Its key must be new.
std::int64_t add_adjustment(soci::session& s, const adjustment& what, std::optional<std::int64_t> payment,
                            adjustment_state state, const actor& by);
/// A proposed one becomes made or rejected. False: it is decided already.
[[nodiscard]] bool decide_adjustment(soci::session& s, std::int64_t id, adjustment_state state, const actor& by);
[[nodiscard]] std::optional<adjustment_record> find_adjustment(soci::session& s, std::int64_t id);
[[nodiscard]] std::optional<adjustment_record> find_adjustment(soci::session& s, const std::string& key);

struct adjustment_filter {
    std::optional<adjustment_state> state;
    std::optional<std::int64_t> account;
    std::optional<std::int64_t> payment{};
};
/// Newest first. Problem: the cursor.
[[nodiscard]] parsed<page_of<adjustment_record>> adjustment_page(soci::session& s, const adjustment_filter& filter,
                                                                 const page_request& which);

}  // namespace offlist::store
