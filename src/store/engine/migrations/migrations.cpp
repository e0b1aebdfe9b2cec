#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

std::vector<migration> all_migrations()
{
    return {monitor_tables(),       money_tables(),
            payment_tables(),       delisting_lookup(),
            payment_nonce(),        history_indexes(),
            delivery_due(),         webhook_tables(),
            destroyed_delistings(), live_delistings(),
            no_wakes_at(),          mass_direction_column(),
            subject_changes(),      list_verification_table(),
            quotas_and_proofs(),    vouched_submissions(),
            people_tables(),        store_lives(),
            document_tables(),      claim_tables(),
            search_indexes(),       claimed_keys(),
            adjustment_table()};
}

}  // namespace offlist::store
