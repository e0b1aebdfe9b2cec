#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// Ends of listings are kept back as openings are. What was kept back before was opening.
migration mass_direction_column()
{
    return {
        .number = 12,
        .name = "direction of mass changes",
        .statements = {"ALTER TABLE mass_change ADD COLUMN direction TEXT NOT NULL DEFAULT 'opening' "
                       "CHECK (direction IN ('opening', 'closing'))",
                       "CREATE INDEX listing_held ON listing (hold) WHERE live = 1 AND hold IS NOT NULL"},
    };
}

}  // namespace offlist::store
