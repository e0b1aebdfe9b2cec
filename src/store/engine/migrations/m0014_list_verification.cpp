#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// When the open listings of a list were verified last is said of the list: before, each of them was written once an
// hour.
migration list_verification_table()
{
    return {
        .number = 14,
        .name = "verification by list",
        .statements = {"CREATE TABLE list_verification (blocklist {text} NOT NULL, kind BIGINT NOT NULL, "
                       "verified_at BIGINT NOT NULL, unverified_since BIGINT, PRIMARY KEY (blocklist, kind))"},
    };
}

}  // namespace offlist::store
