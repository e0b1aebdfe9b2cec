#include "store/engine/migrations/migration.hpp"

namespace offlist::store {
namespace {

// The prefix length of a text such as 192.0.2.0/24.
const std::string prefix =
    "CAST(CASE WHEN text LIKE '%/_' THEN SUBSTR(text, LENGTH(text)) WHEN text LIKE '%/__' THEN SUBSTR(text, "
    "LENGTH(text) - 1) ELSE SUBSTR(text, LENGTH(text) - 2) END AS INTEGER)";

}  // namespace

// `subject.size`: how many subjects of a range are asked about (subject_span::size). `account.subjects` and `.asked`
// are the sums over what it has, `.watched` those of what is asked already; kept in the transactions that change them,
// so that an admission costs no look at a million rows. `pending`: nobody has shown yet that the account holds it.
// `challenge` is what it shows that with; `proof` is how it was shown: dns, staff, none. Nobody
// knows any more who added what was there before, so it counts as given by staff, and nobody loses it by itself.
//
// A task of staff may be about two accounts that claim one subject, and not about a delisting.
migration quotas_and_proofs()
{
    return {
        .number = 15,
        .name = "quotas and proofs of control",
        .statements =
            {
                "ALTER TABLE subject ADD COLUMN size BIGINT NOT NULL DEFAULT 1",
                "ALTER TABLE subject ADD COLUMN pending BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE subject ADD COLUMN proof TEXT NOT NULL DEFAULT 'staff'",
                "ALTER TABLE subject ADD COLUMN challenge TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE subject ADD COLUMN proved_at BIGINT",
                "ALTER TABLE subject ADD COLUMN look_at BIGINT",
                "UPDATE subject SET size = CAST(1 AS BIGINT) << CASE WHEN kind = 0 THEN 32 - " + prefix + " WHEN " +
                    prefix + " >= 112 THEN 128 - " + prefix + " WHEN " + prefix + " >= 64 THEN 0 ELSE 64 - " + prefix +
                    " END WHERE text LIKE '%/%'",
                "DROP INDEX subject_active",
                "CREATE UNIQUE INDEX subject_active ON subject (first_key) WHERE removed_at IS NULL AND pending = 0",
                "CREATE INDEX subject_pending ON subject (account, first_key) WHERE removed_at IS NULL AND pending = 1",
                "CREATE INDEX subject_to_prove ON subject (look_at) WHERE removed_at IS NULL AND pending = 1",

                "ALTER TABLE account ADD COLUMN subjects BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE account ADD COLUMN asked BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE account ADD COLUMN watched BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE account ADD COLUMN most_subjects BIGINT",
                "ALTER TABLE account ADD COLUMN most_asked BIGINT",
                R"(UPDATE account SET
                    subjects = (SELECT COUNT(*) FROM subject WHERE subject.account = account.id AND removed_at IS NULL),
                    asked = (SELECT COALESCE(SUM(size), 0) FROM subject WHERE subject.account = account.id AND
                             removed_at IS NULL))",
                "UPDATE account SET watched = asked",

                "{postgresql ALTER TABLE staff_task ALTER COLUMN delisting DROP NOT NULL}",
                "{postgresql ALTER TABLE staff_task ADD COLUMN subject BIGINT REFERENCES subject (id)}",
                R"({sqlite CREATE TABLE staff_task_now (
                    id {id}, delisting BIGINT REFERENCES delisting (id), kind {text} NOT NULL,
                    state {text} NOT NULL CHECK (state IN ('open', 'claimed', 'done')), claimed_by TEXT,
                    fence BIGINT, outcome TEXT, note TEXT, created_at BIGINT NOT NULL, done_at BIGINT,
                    subject BIGINT REFERENCES subject (id))})",
                // numbers of rows that are gone are not used again
                R"({sqlite INSERT INTO sqlite_sequence (name, seq)
                    SELECT 'staff_task_now', seq FROM sqlite_sequence WHERE name = 'staff_task'})",
                R"({sqlite INSERT INTO staff_task_now
                    SELECT id, delisting, kind, state, claimed_by, fence, outcome, note, created_at, done_at, NULL
                    FROM staff_task})",
                "{sqlite DROP TABLE staff_task}",
                "{sqlite ALTER TABLE staff_task_now RENAME TO staff_task}",
                "{sqlite CREATE UNIQUE INDEX staff_task_live ON staff_task (delisting) WHERE state <> 'done'}",
                "{sqlite CREATE INDEX staff_task_queue ON staff_task (id) WHERE state <> 'done'}",
                "CREATE UNIQUE INDEX staff_task_of_subject ON staff_task (subject) WHERE state <> 'done'",
            },
    };
}

}  // namespace offlist::store
