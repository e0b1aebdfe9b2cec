#include "store/engine/reader.hpp"

#include <utility>

namespace offlist::store {

void reader::run(work_queue& queue)
{
    for (;;) {
        const auto taken = queue.take(1);
        if (taken.empty()) return;
        read(*taken.front());
        const auto done = std::move(taken.front()->done);
        if (done) done();
    }
}

void reader::read(detail::work& what)
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

void reader::attempt(connection& c, detail::work& what)
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
