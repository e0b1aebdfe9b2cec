#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// What staff looks for: who did what, who had an address before, money that nobody was matched to, what a webhook was
// told. Without them each of these walks over the whole of its table.
migration search_indexes()
{
    return {
        .number = 21,
        .name = "searches",
        .statements = {"CREATE INDEX audit_by_actor ON audit (actor, id)",
                       "CREATE INDEX audit_by_action ON audit (action, id)",
                       "CREATE INDEX audit_by_object ON audit (object, id)",
                       "CREATE INDEX subject_ever ON subject (first_key, id)",
                       "CREATE INDEX ledger_transfer_unmatched ON ledger_transfer (id) WHERE code = 'unmatched'",
                       "CREATE INDEX notification_newest ON notification (webhook, id)"},
    };
}

}  // namespace offlist::store
