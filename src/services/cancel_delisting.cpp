#include "services/cancel_delisting.hpp"

#include <accounts/account.hpp>
#include <store/delistings/delisting_table.hpp>
#include <utility>

#include "services/actor_name.hpp"

namespace offlist::services {

parsed<cancelled_delisting> cancel_delisting::operator()(soci::session& s) const
{
    const auto found = store::find_job(s, id);
    if (!found || (only_of && found->account != *only_of))
        return cancelled_delisting{.what = cancelling::no_such_job, .why = {}, .is = {}, .started = {}};
    auto done = store::apply(s, id, job_event::cancel{by.reason}, by.at, policy, history_name(by), by.reason);
    if (done->refused)
        return cancelled_delisting{.what = cancelling::refused, .why = done->refused->why, .is = {}, .started = {}};
    store::audit_log::note(s, by, "delisting.cancel", public_id("del", id));
    return cancelled_delisting{.what = cancelling::done,
                               .why = {},
                               .is = store::delisting_reader::record_of(s, std::move(done->now)),
                               .started = std::move(done->started)};
}

}  // namespace offlist::services
