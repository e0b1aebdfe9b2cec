#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// Moments are seconds since the epoch, flags 0 or 1, hashes lower-case hexadecimal, evidence JSON. Keys of subjects are
// as in subject_key.hpp.
migration monitor_tables()
{
    return {
        .number = 1,
        .name = "monitor",
        .statements =
            {
                R"(CREATE TABLE account (
                    id {id}, name TEXT NOT NULL, email TEXT NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('active', 'terminated')),
                    created_at BIGINT NOT NULL, terminated_at BIGINT, destroyed_at BIGINT))",

                // While an account stands here its append-only rows may be deleted. Never longer than a transaction.
                R"(CREATE TABLE destruction (account BIGINT PRIMARY KEY REFERENCES account (id)))",

                R"(CREATE TABLE subject (
                    id {id}, account BIGINT NOT NULL REFERENCES account (id), text TEXT NOT NULL,
                    kind BIGINT NOT NULL CHECK (kind BETWEEN 0 AND 2), label TEXT NOT NULL,
                    first_key {text} NOT NULL, last_key {text} NOT NULL, created_at BIGINT NOT NULL,
                    removed_at BIGINT, CHECK (first_key <= last_key)))",
                // Active subjects never overlap, so the one that may hold a key is the one that begins last before it.
                "CREATE UNIQUE INDEX subject_active ON subject (first_key) WHERE removed_at IS NULL",
                "CREATE INDEX subject_of_account ON subject (account, id)",

                R"(CREATE TABLE token (
                    id {id}, hash {text} NOT NULL UNIQUE CHECK (LENGTH(hash) = 64), prefix TEXT NOT NULL,
                    role TEXT NOT NULL CHECK (role IN ('admin', 'staff', 'customer')),
                    account BIGINT REFERENCES account (id), name TEXT NOT NULL, read_only BIGINT NOT NULL,
                    created_at BIGINT NOT NULL, expires_at BIGINT, last_used_at BIGINT, revoked_at BIGINT,
                    CHECK ((role = 'customer') = (account IS NOT NULL))))",
                "CREATE INDEX token_of_account ON token (account, id)",

                R"(CREATE TABLE audit (
                    id {id}, at BIGINT NOT NULL, token BIGINT NOT NULL, role TEXT NOT NULL, actor TEXT NOT NULL,
                    action TEXT NOT NULL, object TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL))",
                "{append_only audit}",

                R"(CREATE TABLE mass_change (
                    id {id}, blocklist TEXT NOT NULL, subjects BIGINT NOT NULL, accounts BIGINT NOT NULL,
                    began_at BIGINT NOT NULL, decision TEXT CHECK (decision IN ('release', 'dismiss')),
                    decided_at BIGINT, decided_by TEXT, reason TEXT))",

                // `phase` is what is shown, `state` where the confirmation stands. `confirmed`: it was open once.
                R"(CREATE TABLE listing (
                    id {id}, account BIGINT NOT NULL REFERENCES account (id), subject TEXT NOT NULL,
                    subject_key {text} NOT NULL, kind BIGINT NOT NULL, blocklist {text} NOT NULL, scope BIGINT NOT NULL,
                    phase BIGINT NOT NULL CHECK (phase BETWEEN 0 AND 3), live BIGINT NOT NULL,
                    confirmed BIGINT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 0 AND 3),
                    agreeing BIGINT NOT NULL, counted BIGINT NOT NULL, resolver BIGINT NOT NULL,
                    counted_at BIGINT NOT NULL, ask_again BIGINT NOT NULL, verified_at BIGINT NOT NULL,
                    unverified_since BIGINT, hold BIGINT REFERENCES mass_change (id), first_seen_at BIGINT NOT NULL,
                    opened_at BIGINT, closed_at BIGINT, CHECK ((live = 1) = (phase <= 1))))",
                "CREATE UNIQUE INDEX listing_live ON listing (subject_key, blocklist) WHERE live = 1",
                "CREATE INDEX listing_newest ON listing (first_seen_at, id)",
                "CREATE INDEX listing_by_phase ON listing (phase, first_seen_at, id)",
                "CREATE INDEX listing_by_account ON listing (account, first_seen_at, id)",
                "CREATE INDEX listing_by_account_phase ON listing (account, phase, first_seen_at, id)",
                "CREATE INDEX listing_by_account_list ON listing (account, blocklist, first_seen_at, id)",
                "CREATE INDEX listing_by_list ON listing (blocklist, first_seen_at, id)",
                "CREATE INDEX listing_by_list_phase ON listing (blocklist, phase, first_seen_at, id)",
                "CREATE INDEX listing_by_subject ON listing (subject_key, first_seen_at, id)",

                R"(CREATE TABLE listing_change (
                    id {id}, listing BIGINT NOT NULL REFERENCES listing (id), account BIGINT NOT NULL,
                    at BIGINT NOT NULL, what TEXT NOT NULL, from_state BIGINT NOT NULL, to_state BIGINT NOT NULL,
                    hold BIGINT, evidence TEXT NOT NULL))",
                "CREATE INDEX listing_change_of_listing ON listing_change (listing, id)",
                "{append_only listing_change account}",

                R"(CREATE TABLE list_health (
                    id {id}, blocklist {text} NOT NULL, kind BIGINT NOT NULL, state BIGINT NOT NULL, why TEXT NOT NULL,
                    at BIGINT NOT NULL))",
                "CREATE INDEX list_health_of_list ON list_health (blocklist, kind, id)",
                "{append_only list_health}",

                R"(CREATE TABLE round_position (
                    blocklist {text} NOT NULL, kind BIGINT NOT NULL, after_subject TEXT, at BIGINT NOT NULL,
                    round_began BIGINT NOT NULL, PRIMARY KEY (blocklist, kind)))",

                R"(CREATE TABLE sweep (
                    id {id}, began_at BIGINT NOT NULL, ended_at BIGINT, subjects BIGINT NOT NULL, listed BIGINT NOT NULL,
                    informational BIGINT NOT NULL, clean BIGINT NOT NULL, unknown BIGINT NOT NULL, reasons TEXT NOT NULL,
                    lists_unhealthy BIGINT NOT NULL, lag_seconds BIGINT NOT NULL))",

                R"(CREATE TABLE idempotency (
                    token BIGINT NOT NULL, idempotency_key {text} NOT NULL, operation TEXT NOT NULL,
                    body_hash TEXT NOT NULL, status BIGINT, content_type TEXT, body TEXT, created_at BIGINT NOT NULL,
                    PRIMARY KEY (token, idempotency_key)))",
                "CREATE INDEX idempotency_by_age ON idempotency (created_at)",

                R"(CREATE TABLE outbox (
                    id {id}, kind TEXT NOT NULL, account BIGINT, object TEXT NOT NULL, payload TEXT NOT NULL,
                    at BIGINT NOT NULL, delivered_at BIGINT))",
                "CREATE INDEX outbox_undelivered ON outbox (id) WHERE delivered_at IS NULL",
                "CREATE INDEX outbox_of_account ON outbox (account)",
            },
    };
}

}  // namespace offlist::store
