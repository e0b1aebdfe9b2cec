#include "store/engine/reader.hpp"
#include <utility>

namespace offlist::store {

void reader::run(job_queue& queue)
{
    for (;;) {
        const auto jobs = queue.take(1);
        if (jobs.empty()) return;
        read(*jobs.front());
        const auto done = std::move(jobs.front()->done);
        if (done) done();
    }
}

void reader::read(detail::job& what)
{
    for (bool again = false;; again = true) {
        connection* c = nullptr;
        try {
            c = &sessions_.get();
            return attempt(*c, what);
        } catch (const store_error& e) {
            if (e.fault == store_fault::lost) sessions_.drop();
            if (c == nullptr || e.fault != store_fault::lost || again) return what.fail(e.why);
        }
    }
}

void reader::attempt(connection& c, detail::job& what)
{
    try {
        c.begin();
        (void)what.run(c.session());
        c.commit();
    } catch (...) {
        auto e = c.what_happened();
        if (e.fault != store_fault::lost) c.roll_back();
        throw e;  // NOLINT(misc-throw-by-value-catch-by-reference): a new one
    }
}

}  // namespace offlist::store
