#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// `membership.account` is null at the host. `login_link.asked_by` is the SHA-256 of the cookie of the window that
// asked, for which alone its code works. A sign-in stays on record when it has ended (`ended_at`, `ended_by`), until
// the person goes. Keys of requests and the audit log belong to persons as they do to tokens; 0 is none.
migration people_tables()
{
    return {
        .number = 17,
        .name = "people who sign in",
        .statements =
            {
                R"(CREATE TABLE person (
                    id {id}, email {text} NOT NULL UNIQUE, name TEXT NOT NULL, created_at BIGINT NOT NULL))",
                R"(CREATE TABLE membership (
                    id {id}, person BIGINT NOT NULL REFERENCES person (id), account BIGINT REFERENCES account (id),
                    role TEXT NOT NULL CHECK (role IN ('owner', 'member', 'viewer', 'staff', 'admin')),
                    created_at BIGINT NOT NULL,
                    CHECK ((role IN ('staff', 'admin')) = (account IS NULL))))",
                "CREATE UNIQUE INDEX membership_once ON membership (person, COALESCE(account, 0))",
                "CREATE INDEX membership_of_account ON membership (account, id)",
                R"(CREATE TABLE login_link (
                    id {id}, hash {text} NOT NULL UNIQUE, person BIGINT NOT NULL REFERENCES person (id),
                    membership BIGINT, way TEXT NOT NULL, asked_by {text}, code_hash {text},
                    tries BIGINT NOT NULL DEFAULT 0, return_to TEXT NOT NULL, created_at BIGINT NOT NULL,
                    expires_at BIGINT NOT NULL, used_at BIGINT))",
                "CREATE INDEX login_link_asked ON login_link (asked_by) WHERE asked_by IS NOT NULL",
                "CREATE INDEX login_link_of_person ON login_link (person)",
                "CREATE INDEX login_link_by_end ON login_link (expires_at)",
                R"(CREATE TABLE sign_in (
                    id {id}, hash {text} NOT NULL UNIQUE, person BIGINT NOT NULL REFERENCES person (id),
                    membership BIGINT NOT NULL, way TEXT NOT NULL, address TEXT NOT NULL, browser TEXT NOT NULL,
                    created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, ended_at BIGINT, ended_by TEXT))",
                "CREATE INDEX sign_in_of_person ON sign_in (person, id)",
                "CREATE INDEX sign_in_of_membership ON sign_in (membership) WHERE ended_at IS NULL",

                "ALTER TABLE audit ADD COLUMN person BIGINT NOT NULL DEFAULT 0",
                R"(CREATE TABLE idempotency_now (
                    token BIGINT NOT NULL, person BIGINT NOT NULL, idempotency_key {text} NOT NULL,
                    operation TEXT NOT NULL, body_hash TEXT NOT NULL, status BIGINT, content_type TEXT, body TEXT,
                    created_at BIGINT NOT NULL, PRIMARY KEY (token, person, idempotency_key)))",
                R"(INSERT INTO idempotency_now
                    SELECT token, 0, idempotency_key, operation, body_hash, status, content_type, body, created_at
                    FROM idempotency)",
                "DROP TABLE idempotency",
                "ALTER TABLE idempotency_now RENAME TO idempotency",
                "CREATE INDEX idempotency_by_age ON idempotency (created_at)",
            },
    };
}

}  // namespace offlist::store
