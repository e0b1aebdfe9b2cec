#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// What makes a payment's reference unguessable. Payments from before it have none: they are found by the gateway's id
// alone, and never by their order.
migration payment_nonce()
{
    return {
        .number = 5,
        .name = "payment nonce",
        .statements = {"ALTER TABLE payment ADD COLUMN nonce {text} NOT NULL DEFAULT ''"},
    };
}

}  // namespace offlist::store
