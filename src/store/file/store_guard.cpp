#include "store/file/store_guard.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <core/small_file.hpp>
#include <utility>

namespace offlist::store {

store_guard::store_guard(std::filesystem::path file, std::optional<serving_lock> served,
                         std::unique_ptr<file_watch> watch, const clock& time)
    : file_(std::move(file)), served_(std::move(served)), watch_(std::move(watch)), time_(time), mark_(file_)
{
}

store_guard::~store_guard()
{
    (void)mark_.sync();
    // one that was lost is no good end: the next start must look twice
    if (served_ && serving_ && !leaves_files()) served_->end();
}

std::optional<problem> store_guard::why_not_written() const
{
    if (auto lost = watch_->look_at_place()) return lost;
    const std::scoped_lock lock(mutex_);
    return found_.why_not_written();
}

void store_guard::committed(const store_reach& now)
{
    const std::scoped_lock lock(mutex_);
    mark_changed_ = mark_.write({.reach = now, .at = time_.now_seconds()}) || mark_changed_;
}

void store_guard::sync_mark()
{
    const std::scoped_lock lock(mutex_);
    if (std::exchange(mark_changed_, false)) (void)mark_.sync();
}

bool store_guard::leaves_files() const
{
    if (watch_->file_lost()) return true;
    const std::scoped_lock lock(mutex_);
    return found_.behind.has_value();
}

store_condition store_guard::condition() const
{
    auto lost = watch_->look();
    const std::scoped_lock lock(mutex_);
    store_condition now = found_;
    now.lost = std::move(lost);
    return now;
}

void store_guard::examined(std::optional<problem> damage)
{
    const std::scoped_lock lock(mutex_);
    found_.damage = std::move(damage);
}

void store_guard::opened_for_reading(std::optional<problem> full)
{
    const std::scoped_lock lock(mutex_);
    found_.full = std::move(full);
}

void store_guard::opened_behind(std::optional<problem> behind)
{
    const std::scoped_lock lock(mutex_);
    found_.behind = std::move(behind);
}

parsed<void> room_beside(const std::filesystem::path& store_file)
{
    // SQLite's shared memory file, and a log for the first transactions
    constexpr off_t needed = 262'144;
    auto file = store_file;
    file += ".room";
    const int descriptor = make_anew(file, S_IRUSR | S_IWUSR, store_file);
    int why = descriptor < 0 ? errno : ::posix_fallocate(descriptor, 0, needed);
    if (descriptor >= 0) {
        ::close(descriptor);
        ::unlink(file.c_str());
    }
    if (why != ENOSPC && why != EDQUOT) return {};  // anything else is told better by whoever opens the store
    return problem{.what = std::string(refusal::full),
                   .expected = "room there: until then it is read and not written; writing then begins by itself",
                   .file = store_file.string()};
}

}  // namespace offlist::store
