#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// Amounts are cents. The money itself is in ledger_transfer and receipt (m0002_money.cpp).
migration payment_tables()
{
    return {
        .number = 3,
        .name = "payments",
        .statements =
            {
                R"(CREATE TABLE payment (
                    id {id}, account BIGINT NOT NULL REFERENCES account (id), method {text} NOT NULL,
                    gateway {text} NOT NULL, amount BIGINT NOT NULL CHECK (amount > 0),
                    surcharge BIGINT NOT NULL CHECK (surcharge >= 0), currency {text} NOT NULL, state {text} NOT NULL,
                    external_id {text} NOT NULL, checkout_url TEXT NOT NULL, received BIGINT NOT NULL CHECK (received >= 0),
                    reason TEXT NOT NULL, dispute {text} NOT NULL, created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
                    expires_at BIGINT NOT NULL, look_at BIGINT, looks BIGINT NOT NULL, token BIGINT, request_key {text}))",
                "CREATE UNIQUE INDEX payment_external ON payment (gateway, external_id) WHERE external_id <> ''",
                "CREATE UNIQUE INDEX payment_once ON payment (token, request_key) WHERE request_key IS NOT NULL",
                "CREATE INDEX payment_of_account ON payment (account, id)",
                "CREATE INDEX payment_look ON payment (look_at) WHERE look_at IS NOT NULL",

                R"(CREATE TABLE payment_change (
                    id {id}, payment BIGINT NOT NULL REFERENCES payment (id), at BIGINT NOT NULL,
                    from_state {text} NOT NULL, to_state {text} NOT NULL, received BIGINT NOT NULL, actor TEXT NOT NULL,
                    note TEXT NOT NULL))",
                "CREATE INDEX payment_change_of_payment ON payment_change (payment, id)",
                "{append_only payment_change}",

                // What a webhook said is not kept, only what it was about: it holds names and addresses of payers.
                R"(CREATE TABLE webhook_delivery (
                    gateway {text} NOT NULL, delivery {text} NOT NULL, kind {text} NOT NULL, external_id {text} NOT NULL,
                    dispute {text} NOT NULL, received_at BIGINT NOT NULL, handled_at BIGINT, tries BIGINT NOT NULL,
                    PRIMARY KEY (gateway, delivery)))",
                "CREATE INDEX webhook_delivery_open ON webhook_delivery (received_at) WHERE handled_at IS NULL",
            },
    };
}

}  // namespace offlist::store
