#include "store/engine/examiner.hpp"

#include <string_view>

namespace offlist::store {

void examiner::run(work_queue& queue)
{
    for (;;) {
        const auto taken = queue.take(1);
        if (taken.empty()) return;
        examine(*taken.front());
        const auto done = std::move(taken.front()->done);
        if (done) done();
    }
}

void examiner::stop()
{
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    if (now_ != nullptr) now_->interrupt();
}

// False: it is to begin no more.
bool examiner::at_work(connection* now)
{
    const std::scoped_lock lock(mutex_);
    now_ = now;
    return !stopping_;
}

void examiner::examine(detail::work& what)
{
    constexpr std::string_view stopped = "the examination of the store was stopped";
    try {
        connection c(where_, access::reads);
        c.leave_files();  // should another file have come into the place meanwhile, the log there is not its own
        try {
            if (!at_work(&c)) {
                what.fail({.what = std::string(stopped)});
            } else {
                c.begin();
                (void)what.run(c.session());
                c.commit();
            }
        } catch (...) {
            what.fail(c.what_happened().why);
        }
        (void)at_work(nullptr);  // before the session goes
    } catch (const store_error& e) {
        what.fail(e.why);
    }
}

}  // namespace offlist::store
