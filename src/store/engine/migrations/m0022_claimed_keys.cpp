#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// Whoever has taken a key can prove it when it keeps its answer: one that came too late has lost it to another. A
// payment remembers whose key it was made with, for persons too. A restart remembers that the books were wrong.
migration claimed_keys()
{
    return {
        .number = 22,
        .name = "claimed keys",
        .statements = {"ALTER TABLE idempotency ADD COLUMN claim TEXT NOT NULL DEFAULT ''",
                       "ALTER TABLE payment ADD COLUMN person BIGINT NOT NULL DEFAULT 0", "DROP INDEX payment_once",
                       R"(CREATE UNIQUE INDEX payment_once ON payment (token, person, request_key)
                            WHERE request_key IS NOT NULL)",
                       R"(CREATE TABLE books_verdict (
                            id BIGINT PRIMARY KEY CHECK (id = 1), balanced BIGINT NOT NULL, at BIGINT NOT NULL))",
                       R"(CREATE INDEX ledger_transfer_suspense ON ledger_transfer (id)
                            WHERE debit = 'suspense' OR credit = 'suspense')",
                       "CREATE INDEX listing_again ON listing (account, blocklist, subject, first_seen_at)"},
    };
}

}  // namespace offlist::store
