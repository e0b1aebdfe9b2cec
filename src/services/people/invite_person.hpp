// invite_person.hpp: use case: somebody may sign in from now on, in an account or at the host.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown, and undo
// everything.
#pragma once
#include <accounts/person.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/engine/database.hpp>
#include <string>

namespace offlist::services {

struct invitation {
    bool last_owner = false;  ///< refused: the account would have no owner (change_person.hpp)
    person who;
    membership as;
    std::string secret;  ///< of the link, shown once
};

struct invite_person {
    std::string email;  ///< as canonical_email() gives it
    std::string name;
    std::int64_t account = 0;  ///< 0: the host
    membership_role role = membership_role::member;
    link_way way = link_way::invitation;
    store::actor by;

    /// A person who is there already gets the role. None: there is no such account, or it is terminated.
    [[nodiscard]] parsed<std::optional<invitation>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
