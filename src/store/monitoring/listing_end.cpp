#include "store/monitoring/listing_end.hpp"

#include <listing/listing.hpp>

#include "store/engine/sql.hpp"
#include "store/monitoring/listing_reader.hpp"

namespace offlist::store {

void end_listings(soci::session& s, std::int64_t account, const std::string& first, const std::string& last,
                  std::chrono::sys_seconds at)
{
    const auto live = sql::rows<std::int64_t, int, int>(
        s,
        "SELECT id, phase, state FROM listing WHERE live = 1 AND subject_key BETWEEN :first AND :last AND "
        "account = :account",
        {first, last, account});
    for (const auto& [id, phase, state] : live) {
        const auto ended =
            phase == static_cast<int>(listing_phase::open) ? listing_phase::closed : listing_phase::dismissed;
        sql::run(s, "UPDATE listing SET phase = :phase, live = 0, state = 0, closed_at = :at WHERE id = :id",
                 {static_cast<int>(ended), at, id});
        sql::run(s,
                 "INSERT INTO listing_change (listing, account, at, what, from_state, to_state, evidence) "
                 "VALUES (:listing, :account, :at, 'removed', :from, 0, '{}')",
                 {id, account, at, state});
    }
}

}  // namespace offlist::store
