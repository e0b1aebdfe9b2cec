#include "services/correct_delisting.hpp"

#include <accounts/account.hpp>
#include <store/delistings/delisting_table.hpp>
#include <utility>

#include "services/actor_name.hpp"

namespace offlist::services {

parsed<cancelled_delisting> correct_delisting::operator()(soci::session& s) const
{
    const bool ends = what == correction::end;
    const any_job_event e = ends ? any_job_event{job_event::end{by.reason}} : any_job_event{job_event::put_back{}};
    auto done = store::apply(s, id, e, by.at, policy, history_name(by), by.reason);
    if (!done) return cancelled_delisting{.what = cancelling::no_such_job, .why = {}, .is = {}, .started = {}};
    if (done->refused)
        return cancelled_delisting{
            .what = cancelling::refused, .why = std::move(done->refused->why), .is = {}, .started = {}};
    store::audit_log::note(s, by, ends ? "delisting.end" : "delisting.put_back", public_id("del", id));
    return cancelled_delisting{.what = cancelling::done,
                               .why = {},
                               .is = store::delisting_reader::record_of(s, std::move(done->now)),
                               .started = std::move(done->started)};
}

}  // namespace offlist::services
