#include "store/engine/migrations/migration.hpp"

namespace offlist::store {

// A store that was made before has no name: what it has sent bears none, and may be tried again.
migration store_lives()
{
    return {
        .number = 18,
        .name = "lives of a store",
        .statements =
            {
                R"(CREATE TABLE store_life (
                    id {id}, name {text} NOT NULL UNIQUE, restored_at BIGINT, knows_until BIGINT, confirmed_at BIGINT,
                    confirmed_by TEXT, reason TEXT, first_delisting BIGINT NOT NULL, first_event BIGINT NOT NULL,
                    forgotten BIGINT NOT NULL))",
                "{sqlite INSERT INTO store_life (name, first_delisting, first_event, forgotten) SELECT CASE WHEN "
                "EXISTS (SELECT 1 FROM account) THEN '' ELSE lower(hex(randomblob(5))) END, 1, 1, 0}",
                "{postgresql INSERT INTO store_life (name, first_delisting, first_event, forgotten) SELECT CASE WHEN "
                "EXISTS (SELECT 1 FROM account) THEN '' ELSE substr(md5(random()::text || clock_timestamp()::text), 1, "
                "10) END, 1, 1, 0}",
            },
    };
}

}  // namespace offlist::store
