#include "store/engine/writer.hpp"

#include <algorithm>
#include <core/failpoint.hpp>

namespace offlist::store {
namespace {

// A transaction is ended when it holds so many units of work or has worked for so long: the first of them must not wait
// for long.
constexpr std::size_t most_at_once = 512;
constexpr std::chrono::milliseconds longest_work{5};

// After a lost connection the work runs again on a new one; PostgreSQL may also ask for it (it does not, while all
// writers take the same lock, but another program may use the same database).
constexpr int most_tries = 3;

constexpr std::chrono::days signs_kept{30};  // of writers that have not committed since

void finish(const work_pointer& what)
{
    // moved out first, because the caller may be gone before this returns
    const auto done = std::move(what->done);
    if (done) done();
}

store_error error_of(connection* c)
{
    if (c != nullptr) return c->what_happened();
    try {
        throw;
    } catch (const store_error& e) {
        return e;
    }
}

}  // namespace

writer::~writer()
{
    if (guard_ != nullptr && sessions_.open() != nullptr && guard_->leaves_files()) sessions_.open()->leave_files();
}

void writer::run()
{
    for (;;) {
        batch b{.work = queue.take(most_at_once), .good = {}, .began = {}, .fate_unknown = {}};
        if (b.work.empty()) return;
        std::vector<work_pointer> log_work;
        std::erase_if(b.work, [&](const work_pointer& w) {
            if (w->empties_log) log_work.push_back(w);
            return w->empties_log;
        });
        if (!b.work.empty()) write(std::move(b));
        for (const auto& w : log_work) {
            empty_log(*w);
            finish(w);
        }
    }
}

void writer::write(batch b)
{
    b.began = time_.steady();
    for (int tries = 1;; ++tries) {
        connection* c = nullptr;
        if (refused(b, "")) return;
        try {
            c = &sessions_.get();
            if (!attempt(*c, b)) return;
            if (guard_ != nullptr)
                if (const auto now = c->reach()) guard_->committed(*now);
            // what was committed into a file that nobody finds again must not be acknowledged
            if (refused(b, refusal::fate_unknown)) return;
            c->tend_log();
            return succeeded(b);
        } catch (...) {
            auto e = error_of(c);
            if (c != nullptr && e.fault != store_fault::lost) c->roll_back();
            if (e.fault == store_fault::lost) sessions_.drop(e.why);
            if (e.fault == store_fault::damaged && guard_ != nullptr) guard_->suspect();
            const bool again = e.fault == store_fault::again || (e.fault == store_fault::lost && c != nullptr);
            if (again && tries < most_tries) continue;
            if (!b.fate_unknown.empty()) e.why.what += refusal::fate_unknown;
            return failed(b, e.why);
        }
    }
}

// True: the transaction is committed. False: all work decided against what it did, so there was nothing to commit.
bool writer::attempt(connection& c, batch& b)
{
    c.begin();
    if (!b.fate_unknown.empty()) {
        // The lost session's transaction has ended: it held the lock that begin() has waited for.
        // when this question is cut off too, it is asked again
        const bool there = c.was_committed(name_, b.fate_unknown);
        b.fate_unknown.clear();
        if (there) {
            c.roll_back();
            return true;
        }
    }
    b.good.clear();
    const bool alone = b.work.size() == 1;
    for (const auto& w : b.work) {
        if (!b.good.empty() && time_.steady() - b.began > longest_work) break;
        b.good.push_back(run_one(c, *w, alone));
    }
    const auto done = static_cast<std::ptrdiff_t>(b.good.size());
    queue.push_front({b.work.begin() + done, b.work.end()});
    b.work.resize(b.good.size());

    if (std::ranges::none_of(b.good, [](bool g) { return g; })) {
        c.roll_back();
        std::ranges::for_each(b.work, finish);
        return false;
    }
    sign(c, b);
    failpoint("store.before_commit");
    c.commit();
    failpoint("store.after_commit");
    b.fate_unknown.clear();
    return true;
}

// What ended long ago asks for nothing any more.
void writer::sign(connection& c, batch& b)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(time_.now());
    if (!std::exchange(signs_tidied_, true)) c.forget_signs(now - signs_kept);
    b.fate_unknown = c.sign(name_, now);
}

bool writer::run_one(connection& c, detail::work& what, bool alone)
{
    if (!alone) c.savepoint();
    bool good = false;
    try {
        good = what.run(c.session());
    } catch (...) {
        auto e = c.what_happened();
        if (e.fault != store_fault::work) throw e;  // NOLINT(misc-throw-by-value-catch-by-reference): a new one
        what.fail(std::move(e.why));
    }
    if (alone) return good;
    if (good)
        c.release_savepoint();
    else
        c.roll_back_to_savepoint();
    return good;
}

void writer::empty_log(detail::work& what)
{
    try {
        if (!sessions_.get().empty_log())
            what.fail({.what = "the store's log could not be emptied: somebody reads the store for a long time",
                       .expected = "that it ends (a backup?); then try again"});
    } catch (const store_error& e) {
        what.fail(e.why);
    }
}

void writer::succeeded(batch& b)
{
    {
        const std::scoped_lock lock(mutex_);
        trouble_.reset();
        ++figures_.commits;
        figures_.units += b.work.size();
        figures_.last_commit_seconds = std::chrono::duration<double>(time_.steady() - b.began).count();
    }
    std::ranges::for_each(b.work, finish);
}

// The store's own condition, which is told where that is told: it is no trouble of the newest transaction.
bool writer::refused(batch& b, std::string_view also)
{
    auto why = guard_ != nullptr ? guard_->why_not_written() : std::nullopt;
    if (!why) return false;
    why->what += also;
    {
        const std::scoped_lock lock(mutex_);
        figures_.failed_units += b.work.size();
    }
    fail_all(b, *why);
    return true;
}

void writer::failed(batch& b, const problem& why)
{
    {
        const std::scoped_lock lock(mutex_);
        trouble_ = why;
        figures_.failed_units += b.work.size();
    }
    fail_all(b, why);
}

void writer::fail_all(batch& b, const problem& why)
{
    for (const auto& w : b.work) {
        w->fail(why);
        finish(w);
    }
}

std::optional<problem> writer::trouble() const
{
    const std::scoped_lock lock(mutex_);
    return trouble_;
}

database_figures writer::figures() const
{
    const std::scoped_lock lock(mutex_);
    return figures_;
}

}  // namespace offlist::store
