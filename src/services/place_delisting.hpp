// place_delisting.hpp: use case: a removal is ordered: job, hold of the fee, notice and task, or why not.
//
// A transaction, as database::write() takes it; on the thread of the job. The quote is taken again in it, since what it
// rested on may have changed. Refusals are values; the store's own failures are thrown, and undo everything.
#pragma once
#include <delisting/dns_facts.hpp>
#include <delisting/quote.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/delistings/delisting_reader.hpp>

#include "services/quote_listing.hpp"

namespace offlist::services {

struct placed_delisting {
    quote as_quoted;                            ///< says why it was not placed
    bool price_differs = false;                 ///< it is sold, and not for what was expected
    std::optional<store::delisting_record> is;  ///< none: it was not
};

struct place_delisting {
    quote_request wanted;
    dns_facts looked_up;                  ///< of look_up_for()
    std::optional<money> expected_fee{};  ///< what the orderer agrees to pay; none: whatever it costs, for staff
    store::actor by;

    [[nodiscard]] parsed<placed_delisting> operator()(soci::session& s) const;
};

}  // namespace offlist::services
