#include "services/decide_mass_end.hpp"

#include <boost/assert.hpp>
#include <store/delistings/delisting_table.hpp>
#include <string>

#include "services/actor_name.hpp"

namespace offlist::services {

parsed<decided_mass_end> decide_mass_end::operator()(soci::session& s) const
{
    decided_mass_end done;
    done.now = store::find_mass_end(s, id);
    if (!done.now) return done;
    done.decided_before = !store::decide_mass_end(s, id, end ? "end" : "keep", by);
    if (done.decided_before) return done;
    if (end) {
        const job_event::end why{std::string(words_of(done.now->cause))};
        for (const std::int64_t job : store::jobs_of_mass_end(s, id)) {
            const auto ended = store::apply(s, job, why, by.at, policy, history_name(by), by.reason);
            BOOST_ASSERT(ended && !ended->refused);
            ++done.ended;
        }
    }
    done.now = store::find_mass_end(s, id);
    return done;
}

}  // namespace offlist::services
