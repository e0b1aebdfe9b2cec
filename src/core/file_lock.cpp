#include "core/file_lock.hpp"

#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

#include "core/small_file.hpp"

namespace offlist {
namespace {

// One blocking flock(), waited for with a bound. The kernel serves those who wait in the order they came, which no
// polling does; and nothing but a thread of its own lets go of a lock that does not come without a signal handler.
class bounded_wait {
public:
    explicit bounded_wait(int descriptor) : descriptor_(descriptor) {}
    bounded_wait(const bounded_wait&) = delete;
    bounded_wait& operator=(const bounded_wait&) = delete;
    ~bounded_wait()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    /// On the helper's thread.
    void lock()
    {
        int outcome = 0;
        while (::flock(descriptor_, LOCK_EX) != 0) {
            if (errno == EINTR) continue;
            outcome = errno;
            break;
        }
        const std::lock_guard guard(mutex_);
        outcome_ = outcome;
        done_ = true;
        ended_.notify_one();
    }
    /// 0 and the descriptor that holds the lock; ETIMEDOUT; or why it cannot be locked.
    int wait(std::chrono::milliseconds at_most, int& descriptor)
    {
        std::unique_lock guard(mutex_);
        if (!ended_.wait_for(guard, at_most, [this] { return done_; })) return ETIMEDOUT;
        if (outcome_ == 0) descriptor = std::exchange(descriptor_, -1);
        return outcome_;
    }

private:
    int descriptor_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool done_ = false;
    int outcome_ = 0;
};

problem cannot(const std::filesystem::path& file, const char* be, int why)
{
    return problem{.what = std::string("cannot be ") + be + ": " + std::generic_category().message(why),
                   .file = file.string()};
}

}  // namespace

parsed<file_lock> file_lock::take(const std::filesystem::path& file, std::chrono::milliseconds waiting)
{
    constexpr mode_t readable_by_all = 0644;
    const int descriptor = open_or_make(file, readable_by_all, folder_of(file));
    if (descriptor < 0) {
        problem wrong = cannot(file, "opened", errno);
        wrong.expected = "a place where files can be written";
        return wrong;
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return file_lock(descriptor);
    const int why_not = errno;
    // whoever gives up leaves the helper behind; it ends, and lets go, when its turn comes
    const auto turn = std::make_shared<bounded_wait>(descriptor);
    if (why_not != EWOULDBLOCK && why_not != EINTR) return cannot(file, "locked", why_not);
    std::thread([turn] { turn->lock(); }).detach();
    int locked = -1;
    const int outcome = turn->wait(waiting, locked);
    if (outcome == 0) return file_lock(locked);
    if (outcome != ETIMEDOUT) return cannot(file, "locked", outcome);
    return problem{.what = "is kept locked by another process",
                   .expected = "that process to end, or another file",
                   .file = file.string()};
}

file_lock::~file_lock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace offlist
