#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// What came and went, for a monitor that runs: it would otherwise read all subjects again after each change. Rows that
// it has read are deleted. `last_listing`: of a removal, the newest listing of all at that moment.
migration subject_changes()
{
    return {
        .number = 13,
        .name = "changes of subjects",
        .statements = {"CREATE TABLE subject_change (id {id}, subject BIGINT NOT NULL, added BIGINT NOT NULL, "
                       "text TEXT NOT NULL, last_listing BIGINT NOT NULL)"},
    };
}

}  // namespace offlist::store
