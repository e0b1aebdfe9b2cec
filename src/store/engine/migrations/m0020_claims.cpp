#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// `payment_claim`: refunds and disputes. `taken`, `surcharge` of it and `frozen` are cents; `claim_move` tells which
// transfers are a claim's, so that neither can be there without the other.
//
// What lost disputes took before is a claim each, by the reference of its transfers. To which payment it belongs stood
// nowhere but in the payment's history, of the same second and account; what that does not tell is `charged_earlier`
// of the payment, and the claim is its payment's once its gateway tells of it again. Of a dispute that is open the
// next look, within the hour, learns the rest.
//
// `reconciliation`: a look at everything that a gateway has had since the one before, and what differed.
//
// `books_currency`: in which one the price book sold last.
//
// `commit_sign`: which of its transactions each writer of PostgreSQL committed last.
migration claim_tables()
{
    return {
        .number = 20,
        .name = "claims on payments",
        .statements =
            {
                R"(CREATE TABLE payment_claim (
                    id {id}, gateway {text} NOT NULL, external_id {text} NOT NULL, external_payment {text} NOT NULL,
                    payment BIGINT REFERENCES payment (id), account BIGINT REFERENCES account (id),
                    kind {text} NOT NULL CHECK (kind IN ('refund', 'dispute')),
                    state {text} NOT NULL CHECK (state IN ('open', 'taken', 'returned', 'prevented')),
                    cents BIGINT NOT NULL CHECK (cents >= 0), currency {text} NOT NULL,
                    taken BIGINT NOT NULL CHECK (taken >= 0),
                    surcharge BIGINT NOT NULL CHECK (surcharge >= 0 AND surcharge <= taken),
                    frozen BIGINT NOT NULL CHECK (frozen >= 0), moves BIGINT NOT NULL, created_at BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL))",
                "CREATE UNIQUE INDEX payment_claim_once ON payment_claim (gateway, external_id)",
                "CREATE INDEX payment_claim_of_payment ON payment_claim (payment)",
                "CREATE INDEX payment_claim_by_payment_there ON payment_claim (gateway, external_payment)",
                R"(CREATE TABLE claim_move (
                    reference {text} PRIMARY KEY, claim BIGINT NOT NULL REFERENCES payment_claim (id)))",
                "CREATE INDEX claim_move_of_claim ON claim_move (claim)",
                "{append_only claim_move}",
                "ALTER TABLE ledger_balance ADD COLUMN frozen BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE payment ADD COLUMN charged_earlier BIGINT NOT NULL DEFAULT 0",

                // dispute:GATEWAY:ID, and with :surcharge behind it its share; ids of gateways have no colon
                R"(INSERT INTO payment_claim (gateway, external_id, external_payment, payment, account, kind, state,
                        cents, currency, taken, surcharge, frozen, moves, created_at, changed_at)
                    SELECT gateway, external_id, '', NULL, MAX(account), 'dispute', 'taken', SUM(cents), currency,
                        SUM(cents), SUM(surcharge), 0, 1, MIN(at), MIN(at)
                    FROM (SELECT CASE WHEN reference LIKE 'dispute:stripe:%' THEN 'stripe'
                                      WHEN reference LIKE 'dispute:btcpay:%' THEN 'btcpay' ELSE 'bitpay' END AS gateway,
                            CASE WHEN reference LIKE '%:surcharge'
                                THEN substr(reference, 16, length(reference) - 25) ELSE substr(reference, 16) END
                                AS external_id,
                            account, cents, currency, at,
                            CASE WHEN reference LIKE '%:surcharge' THEN cents ELSE 0 END AS surcharge
                        FROM ledger_transfer WHERE code = 'dispute_lost') AS moved
                    GROUP BY gateway, external_id, currency)",
                R"(INSERT INTO claim_move (reference, claim)
                    SELECT t.reference, c.id FROM ledger_transfer t JOIN payment_claim c ON t.reference IN (
                        'dispute:' || c.gateway || ':' || c.external_id,
                        'dispute:' || c.gateway || ':' || c.external_id || ':surcharge')
                    WHERE t.code = 'dispute_lost')",
                // which payment a dispute was about nobody wrote down; what does not fit alone is left for its next
                // report
                R"(CREATE TABLE claim_fit AS SELECT DISTINCT c.id AS claim, p.id AS payment
                    FROM payment_claim c JOIN payment p ON p.gateway = c.gateway AND p.account = c.account
                        AND p.currency = c.currency AND p.charged_back >= c.taken
                    JOIN payment_change h ON h.payment = p.id AND h.at = c.created_at)",
                R"(UPDATE payment_claim SET payment = (
                        SELECT MIN(f.payment) FROM claim_fit f WHERE f.claim = payment_claim.id
                            AND (SELECT COUNT(*) FROM claim_fit o WHERE o.claim = f.claim) = 1
                            AND (SELECT COUNT(*) FROM claim_fit o WHERE o.payment = f.payment) = 1))",
                "DROP TABLE claim_fit",
                R"(UPDATE payment_claim SET external_payment = (
                        SELECT p.external_id FROM payment p WHERE p.id = payment_claim.payment)
                    WHERE payment IS NOT NULL)",
                R"(UPDATE payment SET charged_earlier = charged_back - (
                        SELECT CAST(COALESCE(SUM(c.taken), 0) AS BIGINT) FROM payment_claim c
                        WHERE c.payment = payment.id)
                    WHERE charged_back > 0)",
                R"(INSERT INTO payment_claim (gateway, external_id, external_payment, payment, account, kind, state,
                        cents, currency, taken, surcharge, frozen, moves, created_at, changed_at)
                    SELECT p.gateway, p.dispute, p.external_id, p.id, p.account, 'dispute', 'open', 0, p.currency,
                        0, 0, 0, 0, p.changed_at, p.changed_at
                    FROM payment p WHERE p.dispute <> '' AND NOT EXISTS (SELECT 1 FROM payment_claim c
                        WHERE c.gateway = p.gateway AND c.external_id = p.dispute))",

                "CREATE INDEX payment_open ON payment (account) WHERE state IN ('created', 'pending')",
                R"(CREATE TABLE books_currency (
                    id BIGINT PRIMARY KEY CHECK (id = 1), currency {text} NOT NULL))",
                R"(CREATE TABLE reconciliation (
                    id {id}, gateway {text} NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL,
                    seen BIGINT NOT NULL, mended BIGINT NOT NULL, unexplained BIGINT NOT NULL))",
                "CREATE INDEX reconciliation_of_gateway ON reconciliation (gateway, id)",
                R"(CREATE TABLE reconciliation_difference (
                    id {id}, reconciliation BIGINT NOT NULL REFERENCES reconciliation (id),
                    kind {text} NOT NULL CHECK (kind IN ('mended', 'unexplained')),
                    payment BIGINT REFERENCES payment (id), external_id {text} NOT NULL, what TEXT NOT NULL))",
                "CREATE INDEX reconciliation_difference_of ON reconciliation_difference (reconciliation, id)",
                "{append_only reconciliation}",
                "{append_only reconciliation_difference}",
                R"(CREATE TABLE commit_sign (
                    writer {text} PRIMARY KEY, sign {text} NOT NULL, at BIGINT NOT NULL))",
            },
    };
}

}  // namespace offlist::store
