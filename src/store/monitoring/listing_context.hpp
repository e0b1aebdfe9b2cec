// listing_context.hpp: what stands around listings while they are looked at: whose range they are in, and the delisting
// that is under way.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/accounts/subject_key.hpp"
#include "store/engine/session.hpp"
#include "store/monitoring/listing_reader.hpp"

namespace offlist::store {

/// Fills in `around` of each.
void tell_what_is_around(soci::session& s, std::vector<listing_record>& listings);

/// Listings that are not over, of one account, on one list.
struct live_listings {
    std::string blocklist;
    std::int64_t newest = 0;  ///< its id; of confirmed ones, where there are any
    std::int64_t confirmed = 0;
    std::int64_t suspected = 0;
};
/// Of the subjects of `span`, by list.
[[nodiscard]] std::vector<live_listings> live_listings_of(soci::session& s, std::int64_t account,
                                                          const subject_span& span);

}  // namespace offlist::store
