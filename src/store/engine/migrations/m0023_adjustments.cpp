#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// What staff adjusts is a row of its own: who wanted it and, above what one person may do alone, who else said so.
migration adjustment_table()
{
    return {
        .number = 23,
        .name = "adjustments",
        .statements = {R"(CREATE TABLE adjustment (
                            id {id}, account BIGINT NOT NULL REFERENCES account (id), cents BIGINT NOT NULL
                              CHECK (cents <> 0), currency {text} NOT NULL, reason TEXT NOT NULL,
                            payment BIGINT REFERENCES payment (id), request_key {text} NOT NULL UNIQUE,
                            state {text} NOT NULL CHECK (state IN ('proposed', 'made', 'rejected')),
                            token BIGINT NOT NULL, person BIGINT NOT NULL, proposed_by TEXT NOT NULL,
                            proposed_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT, decision TEXT))",
                       "CREATE INDEX adjustment_by_account ON adjustment (account, id)",
                       "CREATE INDEX adjustment_by_state ON adjustment (state, id)",
                       "CREATE INDEX adjustment_by_payment ON adjustment (payment) WHERE payment IS NOT NULL"},
    };
}

}  // namespace offlist::store
