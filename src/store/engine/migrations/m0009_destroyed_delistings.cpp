#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// The history and evidence of delistings name subjects, so they go with the data of their account.
migration destroyed_delistings()
{
    return {
        .number = 9,
        .name = "destroyed delistings",
        .statements =
            {
                "{goes_with_delisting delisting_change}",
                "{goes_with_delisting delisting_evidence}",
            },
    };
}

}  // namespace offlist::store
