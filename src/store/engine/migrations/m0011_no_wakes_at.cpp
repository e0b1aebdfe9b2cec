#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// When a job is to be looked at again follows from the policy of the moment (offlist::wakes_at()), so a column of what
// it was by an older one was read by nobody.
migration no_wakes_at()
{
    return {
        .number = 11,
        .name = "no wakes_at",
        .statements =
            {
                "DROP INDEX delisting_wakes",
                "ALTER TABLE delisting DROP COLUMN wakes_at",
            },
    };
}

}  // namespace offlist::store
