#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// What is under way, of an account or of all, without a look at what has ended.
migration live_delistings()
{
    return {
        .number = 10,
        .name = "live delistings",
        .statements = {"CREATE INDEX delisting_live_of_account ON delisting (account, id) WHERE ended_at IS NULL"},
    };
}

}  // namespace offlist::store
