#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// `gone_at`: the first answer since the newest listed one that said the listing is gone. Of jobs whose proof is under
// way at the migration it is the newest known answer: what was submitted before that counts as it did.
//
// `terms`: as quoted, a line each; nobody knows any more those of orders from before.
//
// `mass_end`: many jobs lost their ground by one cause at once, and staff has to say whether they really end.
//
// The index is for orders that wait, of which an account has few among thousands that are under way.
migration vouched_submissions()
{
    return {
        .number = 16,
        .name = "vouched submissions",
        .statements =
            {
                R"(CREATE TABLE mass_end (
                    id {id}, cause {text} NOT NULL, began_at BIGINT NOT NULL,
                    decision {text} CHECK (decision IN ('end', 'keep')), decided_at BIGINT, decided_by TEXT,
                    reason TEXT))",
                "ALTER TABLE delisting ADD COLUMN gone_at BIGINT",
                "ALTER TABLE delisting ADD COLUMN terms TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE delisting ADD COLUMN mass_end BIGINT REFERENCES mass_end (id)",
                "UPDATE delisting SET gone_at = known_at WHERE ended_at IS NULL AND clean_answers > 0",
                "CREATE INDEX delisting_waiting ON delisting (account, id) WHERE state = 'awaiting_funds'",
                "CREATE INDEX delisting_in_mass_end ON delisting (mass_end) WHERE mass_end IS NOT NULL",
            },
    };
}

}  // namespace offlist::store
