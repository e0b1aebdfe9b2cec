// create_webhook.hpp: use case: a customer or staff wants to be told of events.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <cstddef>
#include <offlist/problem.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/notices/webhook_table.hpp>
#include <variant>

namespace offlist::services {

struct create_webhook {
    store::webhook_order order;
    std::size_t most = 0;  ///< of one account, or of staff
    store::actor by;

    [[nodiscard]] parsed<std::variant<store::webhook_record, store::refused_webhook_order>> operator()(
        soci::session& s) const;
};

}  // namespace offlist::services
