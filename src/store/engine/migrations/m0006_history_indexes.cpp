#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// Indexes of the filters of listings. Each ends with the order of the pages, and then with when the listing was over:
// what was over before the period is passed without a look at its row.
migration history_indexes()
{
    return {
        .number = 6,
        .name = "history indexes",
        .statements =
            {
                "DROP INDEX listing_newest",
                "DROP INDEX listing_by_phase",
                "DROP INDEX listing_by_account",
                "DROP INDEX listing_by_account_phase",
                "DROP INDEX listing_by_account_list",
                "DROP INDEX listing_by_list",
                "DROP INDEX listing_by_list_phase",
                "DROP INDEX listing_by_subject",
                "CREATE INDEX listing_newest ON listing (first_seen_at, id, closed_at)",
                "CREATE INDEX listing_by_phase ON listing (phase, first_seen_at, id, closed_at)",
                "CREATE INDEX listing_by_account ON listing (account, first_seen_at, id, closed_at)",
                "CREATE INDEX listing_by_account_phase ON listing (account, phase, first_seen_at, id, closed_at)",
                "CREATE INDEX listing_by_account_list ON listing (account, blocklist, first_seen_at, id, closed_at)",
                R"(CREATE INDEX listing_by_account_list_phase
                    ON listing (account, blocklist, phase, first_seen_at, id, closed_at))",
                "CREATE INDEX listing_by_list ON listing (blocklist, first_seen_at, id, closed_at)",
                "CREATE INDEX listing_by_list_phase ON listing (blocklist, phase, first_seen_at, id, closed_at)",
                "CREATE INDEX listing_by_subject ON listing (subject_key, first_seen_at, id, closed_at)",
                // the health of one list, of all kinds of subjects, newest first
                "CREATE INDEX list_health_by_list ON list_health (blocklist, id)",
                // what is old is deleted by these
                "CREATE INDEX outbox_by_age ON outbox (at)",
                "CREATE INDEX outbox_by_delivery ON outbox (delivered_at) WHERE delivered_at IS NOT NULL",
            },
    };
}

}  // namespace offlist::store
