// send_test_event.hpp: use case: the test button of a webhook: an event for it alone, whether it is on or off.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown, and undo
// everything. The dispatcher sends it.
#pragma once
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>

namespace offlist::services {

struct send_test_event {
    std::int64_t webhook = 0;
    std::optional<std::int64_t> only_of;  ///< the account that may; none: whoever's it is
    store::actor by;

    /// The event's number, as in `evt_7`. None: no such webhook, or it is another account's.
    [[nodiscard]] parsed<std::optional<std::int64_t>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
