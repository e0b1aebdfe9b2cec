#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// What staff and customers look jobs up by, newest first.
migration delisting_lookup()
{
    return {
        .number = 4,
        .name = "delisting look-up",
        .statements =
            {
                "CREATE INDEX delisting_of_subject ON delisting (subject, id)",
                "CREATE INDEX delisting_of_list ON delisting (blocklist, id)",
                "CREATE INDEX delisting_in_state ON delisting (state, id)",
            },
    };
}

}  // namespace offlist::store
