// add_subject.hpp: use case: an address, a range or a domain is monitored from now on, for one account, or waits for
// the proof that the account holds it.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything. Whoever asks the lists must be told afterwards.
#pragma once
#include <cstdint>
#include <offlist/problem.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/accounts/subject_table.hpp>

namespace offlist::services {

struct add_subject {
    std::int64_t account = 0;
    store::new_subject what;
    admission rules;
    store::actor by;

    [[nodiscard]] parsed<store::added_subject> operator()(soci::session& s) const;
};

}  // namespace offlist::services
