#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// Amounts are cents; moments and spans are seconds. What must happen at most once is a unique index, so that no code
// path can forget it.
migration money_tables()
{
    return {
        .number = 2,
        .name = "money",
        .statements =
            {
                R"(CREATE TABLE ledger_transfer (
                    id {id}, debit {text} NOT NULL, credit {text} NOT NULL, cents BIGINT NOT NULL CHECK (cents > 0),
                    currency {text} NOT NULL, code {text} NOT NULL, reference {text} NOT NULL,
                    account BIGINT REFERENCES account (id), reason TEXT NOT NULL, at BIGINT NOT NULL,
                    CHECK (debit <> credit)))",
                "CREATE UNIQUE INDEX ledger_transfer_once ON ledger_transfer (reference, code)",
                R"(CREATE UNIQUE INDEX ledger_transfer_settles_once ON ledger_transfer (reference)
                    WHERE code IN ('earned', 'credit_back'))",
                "CREATE INDEX ledger_transfer_of_account ON ledger_transfer (account, id)",
                "{append_only ledger_transfer}",

                // Kept beside the transfers, in their transactions; `ledger verify` compares. No CHECK on funds: a lost
                // dispute may leave them below zero.
                R"(CREATE TABLE ledger_balance (
                    account {text} NOT NULL, currency {text} NOT NULL, cents BIGINT NOT NULL,
                    PRIMARY KEY (account, currency), CHECK (account NOT LIKE 'held:%' OR cents >= 0)))",

                R"(CREATE TABLE receipt (
                    gateway {text} NOT NULL, external_id {text} NOT NULL, account BIGINT REFERENCES account (id),
                    cents BIGINT NOT NULL, surcharge BIGINT NOT NULL, currency {text} NOT NULL, at BIGINT NOT NULL,
                    PRIMARY KEY (gateway, external_id)))",
                "{append_only receipt}",

                R"(CREATE TABLE delisting (
                    id {id}, account BIGINT NOT NULL REFERENCES account (id), subject {text} NOT NULL,
                    blocklist {text} NOT NULL, listing BIGINT NOT NULL, fee BIGINT NOT NULL CHECK (fee > 0),
                    currency {text} NOT NULL, state {text} NOT NULL, reason TEXT NOT NULL, method {text} NOT NULL,
                    url TEXT NOT NULL, deadline BIGINT NOT NULL, worker TEXT NOT NULL, fence BIGINT NOT NULL,
                    lease_until BIGINT NOT NULL, newest BIGINT NOT NULL, running BIGINT NOT NULL,
                    known_at BIGINT NOT NULL, count_from BIGINT NOT NULL, clean_answers BIGINT NOT NULL,
                    looked_for BIGINT NOT NULL, clean_for BIGINT NOT NULL, created_at BIGINT NOT NULL, held_at BIGINT,
                    submitted_at BIGINT, ended_at BIGINT, wakes_at BIGINT NOT NULL,
                    CHECK ((ended_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'cancelled')))))",
                "CREATE UNIQUE INDEX delisting_live ON delisting (subject, blocklist) WHERE ended_at IS NULL",
                "CREATE INDEX delisting_of_account ON delisting (account, id)",
                "CREATE INDEX delisting_wakes ON delisting (wakes_at) WHERE ended_at IS NULL",

                R"(CREATE TABLE delisting_change (
                    id {id}, delisting BIGINT NOT NULL REFERENCES delisting (id), at BIGINT NOT NULL,
                    from_state {text} NOT NULL, to_state {text} NOT NULL, actor TEXT NOT NULL, note TEXT NOT NULL))",
                "CREATE INDEX delisting_change_of_delisting ON delisting_change (delisting, id)",
                "{append_only delisting_change}",

                R"(CREATE TABLE delisting_evidence (
                    id {id}, delisting BIGINT NOT NULL REFERENCES delisting (id), at BIGINT NOT NULL,
                    kind {text} NOT NULL, content TEXT NOT NULL))",
                "CREATE INDEX delisting_evidence_of_delisting ON delisting_evidence (delisting, id)",
                "{append_only delisting_evidence}",

                R"(CREATE TABLE staff_task (
                    id {id}, delisting BIGINT NOT NULL REFERENCES delisting (id), kind {text} NOT NULL,
                    state {text} NOT NULL CHECK (state IN ('open', 'claimed', 'done')), claimed_by TEXT,
                    fence BIGINT, outcome TEXT, note TEXT, created_at BIGINT NOT NULL, done_at BIGINT))",
                "CREATE UNIQUE INDEX staff_task_live ON staff_task (delisting) WHERE state <> 'done'",
                "CREATE INDEX staff_task_queue ON staff_task (id) WHERE state <> 'done'",
            },
    };
}

}  // namespace offlist::store
