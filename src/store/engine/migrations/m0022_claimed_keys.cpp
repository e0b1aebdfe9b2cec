#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// Whoever has taken a key can prove it when it keeps its answer: one that came too late has lost it to another. A
// payment remembers whose key it was made with, for persons too.
migration claimed_keys()
{
    return {
        .number = 22,
        .name = "claimed keys",
        .statements = {"ALTER TABLE idempotency ADD COLUMN claim TEXT NOT NULL DEFAULT ''",
                       "ALTER TABLE payment ADD COLUMN person BIGINT NOT NULL DEFAULT 0", "DROP INDEX payment_once",
                       "CREATE UNIQUE INDEX payment_once ON payment (token, person, request_key) WHERE request_key IS "
                       "NOT NULL"},
    };
}

}  // namespace offlist::store
