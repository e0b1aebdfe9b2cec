#include "services/payments/adjust_funds.hpp"

#include <accounts/account.hpp>
#include <boost/assert.hpp>
#include <store/delistings/delisting_table.hpp>
#include <utility>

namespace offlist::services {

parsed<adjusted_funds> adjust_funds::operator()(soci::session& s) const
{
    adjusted_funds result;
    const auto done = store::adjust_funds(s, wanted, policy);
    if (!done) {
        result.what = adjusting::no_amount;
        result.why = done.error();
        return result;
    }
    if (!*done) {
        result.what = adjusting::not_covered;
        return result;
    }
    auto written = store::ledger_table::find_adjustment(s, wanted.key);
    BOOST_ASSERT(written.has_value());
    store::audit_log::note(s, by, "funds.adjust", public_id("acc", wanted.account), to_string(wanted.amount));
    result.written = std::move(*written);
    result.now = store::ledger_table::funds(s, wanted.account, wanted.amount.in);
    return result;
}

}  // namespace offlist::services
