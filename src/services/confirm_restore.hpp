// confirm_restore.hpp: use case: staff has compared a restored store with the world, and it goes on.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <delisting/policy.hpp>
#include <offlist/problem.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/restore/lives.hpp>
#include <string>
#include <vector>

namespace offlist::services {

struct confirmed_restore {
    bool nothing_waits = false;         ///< the store was not restored, or somebody has confirmed it before
    std::vector<std::string> not_read;  ///< gateways that must be read back first; then nothing was written
    store::life now;
};

struct confirm_restore {
    store::actor by;  ///< with the reason
    delisting_policy policy;
    std::vector<std::string> gateways;  ///< those that are configured
    bool without_gateways = false;      ///< staff knows that one cannot be read any more

    [[nodiscard]] parsed<confirmed_restore> operator()(soci::session& s) const;
};

}  // namespace offlist::services
