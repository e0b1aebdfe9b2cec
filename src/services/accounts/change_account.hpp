// change_account.hpp: use case: staff puts an account's name or e-mail address right.
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

struct change_account {
    std::int64_t id = 0;
    std::optional<std::string> name;  ///< none: it stays
    std::optional<std::string> email;
    store::actor by;

    /// The account afterwards. None: there is no such account, or its data was destroyed.
    [[nodiscard]] parsed<std::optional<account>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
