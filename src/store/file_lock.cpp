#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <store/file_lock.hpp>
#include <system_error>
#include <thread>

namespace offlist::store {

parsed<file_lock> file_lock::take(const std::filesystem::path& file, std::chrono::milliseconds waiting)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return problem{.what = "cannot be opened: " + std::generic_category().message(errno),
                       .expected = "a place where files can be written",
                       .file = file.string()};
    file_lock lock(descriptor);
    constexpr std::chrono::milliseconds pause{10};
    for (auto waited = std::chrono::milliseconds(0);; waited += pause) {
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return problem{.what = "cannot be locked: " + std::generic_category().message(errno),
                           .file = file.string()};
        if (waited >= waiting)
            return problem{.what = "is kept locked by another process",
                           .expected = "that process to end, or another file",
                           .file = file.string()};
        std::this_thread::sleep_for(pause);
    }
}

file_lock::~file_lock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace offlist::store
