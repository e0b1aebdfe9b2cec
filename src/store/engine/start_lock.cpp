#include "store/engine/start_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <cstring>

namespace offlist::store {

parsed<start_lock> start_lock::take(const std::filesystem::path& store_file)
{
    const auto directory = folder_of(store_file);
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return problem{.what = "the store's directory " + quoted(directory.string()) +
                               " cannot be opened: " + std::strerror(errno),
                       .expected = "a directory that exists and may be written"};
    start_lock lock(descriptor);
    while (::flock(descriptor, LOCK_EX) != 0)
        if (errno != EINTR)
            return problem{.what = "the store's directory " + quoted(directory.string()) +
                                   " cannot be locked: " + std::strerror(errno),
                           .expected = "a file system with advisory locks"};
    return lock;
}

start_lock::~start_lock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace offlist::store
