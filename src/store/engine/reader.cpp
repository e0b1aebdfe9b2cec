#include "store/engine/reader.hpp"

#include <utility>

namespace offlist::store {

reader::~reader()
{
    if (guard_ != nullptr && sessions_.open() != nullptr && guard_->leaves_files()) sessions_.open()->leave_files();
}

void reader::run(work_queue& queue)
{
    for (;;) {
        const auto taken = queue.take(1);
        if (taken.empty()) return;
        if (taken.front()->reopens)
            reopen(*taken.front());
        else
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
            if (e.fault == store_fault::lost) sessions_.drop(e.why);
            if (e.fault == store_fault::damaged && guard_ != nullptr) guard_->suspect();
            if (c == nullptr || e.fault != store_fault::lost || again) return what.fail(e.why);
        }
    }
}

void reader::reopen(detail::work& what)
{
    sessions_.drop_for(access::reads);
    try {
        (void)sessions_.get();
    } catch (const store_error& e) {
        sessions_.drop_for(access::reads_alone);
        what.fail(e.why);
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
