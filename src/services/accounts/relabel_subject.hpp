// relabel_subject.hpp: use case: a subject gets other words of its customer's beside it. What is monitored stays.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown, and undo
// everything.
#pragma once
#include <accounts/account.hpp>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <string>

namespace offlist::services {

struct relabel_subject {
    std::int64_t id = 0;
    std::optional<std::int64_t> only_of;  ///< the account that may; none: whoever's it is
    std::string label;
    store::actor by;

    /// None: there is no such subject, or it is another account's.
    [[nodiscard]] parsed<std::optional<owned_subject>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
