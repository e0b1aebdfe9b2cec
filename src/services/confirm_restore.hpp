// confirm_restore.hpp: use case: staff has compared a restored store with the world, and it goes on.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <offlist/problem.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/restore/lives.hpp>

namespace offlist::services {

struct confirmed_restore {
    bool nothing_waits = false;  ///< the store was not restored, or somebody has confirmed it before
    store::life now;
};

struct confirm_restore {
    store::actor by;  ///< with the reason

    [[nodiscard]] parsed<confirmed_restore> operator()(soci::session& s) const;
};

}  // namespace offlist::services
