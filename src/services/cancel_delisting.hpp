// cancel_delisting.hpp: use case: an order for which nothing was sent is taken back, and its fee with it.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <cstdint>
#include <delisting/policy.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <string>
#include <vector>

namespace offlist::services {

enum class cancelling : std::uint8_t {
    done,
    no_such_job,  ///< or it is another account's, which is the same to who asks
    refused,      ///< something was sent, or it has ended
};

struct cancelled_delisting {
    cancelling what = cancelling::done;
    std::string why;                      ///< when refused
    store::delisting_record is;           ///< when done
    std::vector<std::int64_t> started{};  ///< jobs that waited, and that the fee was held for when it came back
};

struct cancel_delisting {
    std::int64_t id = 0;
    std::optional<std::int64_t> only_of;  ///< the account that may; none: whoever's it is
    store::actor by;                      ///< the reason is kept with the job
    delisting_policy policy;

    [[nodiscard]] parsed<cancelled_delisting> operator()(soci::session& s) const;
};

}  // namespace offlist::services
