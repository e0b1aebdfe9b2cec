// correct_delisting.hpp: use case: staff ends a delisting, or puts it back to its beginning, at whatever state it is.
//
// For what no other event can tell: an operator who refuses late, a mail that bounces, a claim made by mistake. A
// transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <cstdint>
#include <delisting/policy.hpp>
#include <offlist/problem.hpp>
#include <string>

#include "services/cancel_delisting.hpp"

namespace offlist::services {

enum class correction : std::uint8_t {
    end,       ///< the fee goes back; an order that waits for funds is cancelled
    put_back,  ///< nothing reached the operator, whatever was said before: the request is to be made
};

struct correct_delisting {
    std::int64_t id = 0;
    correction what = correction::end;
    store::actor by;  ///< with the reason: of an end it is what the customer reads
    delisting_policy policy;

    [[nodiscard]] parsed<cancelled_delisting> operator()(soci::session& s) const;
};

}  // namespace offlist::services
