#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// `again_of`: the paid removal that a job repeats for free, once; one that was cancelled was none. The row keeps in
// `fee` what it would have cost.
//
// `ended_by`: what ended a job (job_ending). Of those that ended before, by the words in which it was told.
//
// A document's number is taken in the transaction that ends what it is about, and its series has no gaps: the row of
// the series is changed with it. `facts` are as they were then; `content` is frozen when it is first asked for, since
// only then is it known in whose name it is issued.
migration document_tables()
{
    return {
        .number = 19,
        .name = "documents",
        .statements =
            {
                "ALTER TABLE delisting ADD COLUMN again_of BIGINT REFERENCES delisting (id)",
                "ALTER TABLE delisting ADD COLUMN ended_by {text} NOT NULL DEFAULT ''",
                R"(UPDATE delisting SET ended_by = CASE
                    WHEN state = 'succeeded' THEN 'proved'
                    WHEN state = 'cancelled' THEN 'called_off'
                    WHEN reason LIKE 'still listed after %' THEN 'still_listed'
                    WHEN reason LIKE 'no longer listed, but that was seen%' THEN 'gone_first'
                    WHEN reason LIKE 'no longer listed, but nobody%' THEN 'not_vouched'
                    WHEN reason LIKE 'the blocklist can no longer be asked%' THEN 'list_gone'
                    WHEN reason LIKE 'no proof that%' OR reason LIKE 'neither a sign%' OR
                        reason LIKE 'the request could not be made within%' THEN 'hard_cap'
                    WHEN submitted_at IS NULL THEN 'refused'
                    ELSE 'by_staff' END WHERE ended_at IS NOT NULL)",
                R"(CREATE UNIQUE INDEX delisting_repeated_once ON delisting (again_of)
                    WHERE again_of IS NOT NULL AND state <> 'cancelled')",
                "CREATE INDEX delisting_by_way ON delisting (blocklist, method, id) WHERE ended_at IS NOT NULL",

                "CREATE TABLE document_series (name {text} PRIMARY KEY, newest BIGINT NOT NULL)",
                R"(CREATE TABLE document (
                    series {text} NOT NULL, number BIGINT NOT NULL, about BIGINT NOT NULL,
                    account BIGINT NOT NULL REFERENCES account (id), at BIGINT NOT NULL, facts TEXT NOT NULL,
                    content TEXT, issued_at BIGINT, PRIMARY KEY (series, number)))",
                "CREATE UNIQUE INDEX document_once ON document (series, about)",
                "CREATE INDEX document_of_account ON document (account)",
            },
    };
}

}  // namespace offlist::store
