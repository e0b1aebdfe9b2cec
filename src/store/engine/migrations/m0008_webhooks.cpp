#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// Webhooks of customers and staff, and what is on its way to them: one notification an event and webhook, so that
// handing an event on a second time makes none. A deleted event or webhook takes its notifications along.
migration webhook_tables()
{
    return {
        .number = 8,
        .name = "webhooks",
        .statements =
            {
                // account NULL: staff's. next_at: when there is something to send, NULL: nothing.
                R"(CREATE TABLE webhook (
                    id {id}, account BIGINT REFERENCES account (id), url TEXT NOT NULL, events TEXT NOT NULL,
                    secret TEXT NOT NULL, after_event BIGINT NOT NULL, created_at BIGINT NOT NULL, next_at BIGINT,
                    rest_until BIGINT NOT NULL, failures BIGINT NOT NULL, failing_since BIGINT, last_try_at BIGINT,
                    last_said TEXT NOT NULL, off_at BIGINT, off_why TEXT NOT NULL))",
                "CREATE INDEX webhook_of_account ON webhook (account, id)",
                "CREATE INDEX webhook_due ON webhook (next_at, id) WHERE next_at IS NOT NULL",

                // next_try_at NULL: it has ended
                R"(CREATE TABLE notification (
                    id {id}, event BIGINT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
                    webhook BIGINT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE, created_at BIGINT NOT NULL,
                    tries BIGINT NOT NULL, next_try_at BIGINT, ended_at BIGINT, fate {text} NOT NULL, said TEXT NOT NULL,
                    UNIQUE (event, webhook)))",
                "CREATE INDEX notification_of_webhook ON notification (webhook, next_try_at, id)",
                "CREATE INDEX notification_waiting ON notification (next_try_at) WHERE next_try_at IS NOT NULL",
            },
    };
}

}  // namespace offlist::store
