// listing_query.hpp: the statement behind one page of listings, and the index that it is to walk; for
// listing_reader.cpp and the test of its plans.
//
// Neither database keeps statistics that could be relied on, so the statement itself says which filter drives: the
// others are written so that no index fits them. Pure; on the thread of the work.
#pragma once
#include <string>

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/listing_reader.hpp"

namespace offlist::store {

/// So many listings of a CIDR range are sorted for a page. In a range that holds more, the walk goes through all
/// listings in the order of time instead and soon meets those of the range.
inline constexpr int most_sorted = 20'000;

enum class range_walk : bool { by_key, by_time };

struct listing_query {
    std::string text;  ///< from WHERE to LIMIT
    sql::parameters given;
};

/// The rows behind `start` in this order, at most `rows`. `way` means nothing unless the filter's subject is a range of
/// several. Problem: filter.subject is none.
[[nodiscard]] parsed<listing_query> query_of(const listing_filter& filter, const viewer& who, const place& start,
                                             int rows, range_walk way, direction order = direction::newest_first);

/// All rows of the filter, in no order: from WHERE on, for counting.
[[nodiscard]] parsed<listing_query> count_of(const listing_filter& filter, const viewer& who);

/// How a filter's range is to be walked, which depends on how much is stored of it.
[[nodiscard]] parsed<range_walk> walk_for(soci::session& s, const listing_filter& filter);

}  // namespace offlist::store
