// create_account.hpp: use case: there is a new customer.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown, and undo
// everything.
#pragma once
#include <accounts/account.hpp>
#include <offlist/problem.hpp>
#include <store/accounts/audit_log.hpp>
#include <string>

namespace offlist::services {

struct create_account {
    std::string name;
    std::string email;
    store::actor by;

    [[nodiscard]] parsed<account> operator()(soci::session& s) const;
};

}  // namespace offlist::services
