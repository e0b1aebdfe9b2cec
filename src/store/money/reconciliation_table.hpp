// reconciliation_table.hpp: looks at everything that a gateway has had since the one before, and what differed from the
// books.
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

struct difference {
    bool mended = false;  ///< the books were wrong and are right now; else nobody knows why they differ
    std::optional<std::int64_t> payment{};  ///< ours
    std::string external_id;                ///< the gateway's id of it
    std::string what;                       ///< for staff
};

struct reconciliation {
    std::int64_t id = 0;  ///< 0 until it is stored
    std::string gateway;
    std::chrono::sys_seconds from{};
    /// As far as it came: no further than `from` when it failed before its end, and the next one begins there again.
    std::chrono::sys_seconds until{};
    std::int64_t seen = 0;  ///< payments that the gateway told of
    std::int64_t mended = 0;
    std::int64_t unexplained = 0;
};

struct reconciliation_detail {
    reconciliation of;
    std::vector<difference> differences;
};

/// Where the next one of this gateway begins: at the end of the newest that does not end after `now` (a clock may have
/// been ahead), or else, for the first one, at its oldest payment. None: it has never had a payment.
[[nodiscard]] std::optional<std::chrono::sys_seconds> reconciled_until(soci::session& s, const std::string& gateway,
                                                                       std::chrono::sys_seconds now);

/// Of a restored store, where the gateway was not read since: from when on it has to be, at once, since the backup does
/// not know what came after it. None: it was read since, or there is nothing to read back.
[[nodiscard]] std::optional<std::chrono::sys_seconds> to_read_back(soci::session& s, const std::string& gateway);
/// Those of `gateways` that have had payments and were not read since the store was restored.
[[nodiscard]] std::vector<std::string> not_read_back(soci::session& s, const std::vector<std::string>& gateways);

/// Payments that must be asked about one by one, by the gateway's ids: ours that have had money and were made in
/// [made, before), ours with a claim, since `claimed`, that may still change, and nobody's with such a claim.
struct payments_to_ask {
    std::vector<std::string> with_money;
    std::vector<std::string> with_claims;
    std::vector<std::string> strays;
};
[[nodiscard]] payments_to_ask own_payments(soci::session& s, const std::string& gateway, std::chrono::sys_seconds made,
                                           std::chrono::sys_seconds before, std::chrono::sys_seconds claimed);

/// Writes it, and where anything differed an event for staff. Its number.
std::int64_t add_reconciliation(soci::session& s, reconciliation r, const std::vector<difference>& differences);
[[nodiscard]] std::optional<reconciliation_detail> find_reconciliation(soci::session& s, std::int64_t id);
/// Newest first. Problem: the cursor.
[[nodiscard]] parsed<page_of<reconciliation>> reconciliation_page(soci::session& s,
                                                                  const std::optional<std::string>& gateway,
                                                                  const page_request& which);

}  // namespace offlist::store
