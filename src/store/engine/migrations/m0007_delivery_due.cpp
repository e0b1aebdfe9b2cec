#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// When a webhook's delivery that was not acted on is tried again; NULL: never by itself. And what lost disputes took of
// a payment, of which there may be several.
migration delivery_due()
{
    return {
        .number = 7,
        .name = "deliveries due, charged back",
        .statements =
            {
                "ALTER TABLE webhook_delivery ADD COLUMN due_at BIGINT",
                "UPDATE webhook_delivery SET due_at = received_at WHERE handled_at IS NULL",
                "DROP INDEX webhook_delivery_open",
                "ALTER TABLE payment ADD COLUMN charged_back BIGINT NOT NULL DEFAULT 0",
                R"(UPDATE payment SET charged_back = COALESCE((SELECT cents FROM ledger_transfer
                    WHERE code = 'dispute_lost' AND reference = 'dispute:' || gateway || ':' || dispute), 0)
                    WHERE dispute <> '')",
                "CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE due_at IS NOT NULL",
            },
    };
}

}  // namespace offlist::store
