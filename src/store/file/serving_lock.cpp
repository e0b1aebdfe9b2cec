#include "store/file/serving_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <core/small_file.hpp>
#include <core/timestamp.hpp>
#include <cstring>
#include <string_view>

#include "store/file/mark.hpp"

namespace offlist::store {
namespace {

constexpr std::size_t lock_octets = 512;

struct flock whole_file()
{
    struct flock all {};
    all.l_type = F_WRLCK;
    all.l_whence = SEEK_SET;
    return all;
}

std::string host_name()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "this machine";
    return name.data();
}

std::string text_of_lock(const serving_record& r)
{
    std::string text = "# who serves the store; written by offlist serve\nprocess " + r.process + "\nhost " + r.host +
                       "\nsince " + r.since + "\nended " + (r.ended ? "yes" : "no") + "\n";
    text.resize(lock_octets, ' ');
    text.back() = '\n';
    return text;
}

serving_record record_in(int descriptor)
{
    std::array<char, lock_octets> space{};
    const ssize_t got = ::pread(descriptor, space.data(), space.size(), 0);
    serving_record r;
    std::string_view text(space.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto take = [line](std::string_view word) { return std::string(line.substr(word.size())); };
        if (line.starts_with("process ")) r.process = take("process ");
        if (line.starts_with("host ")) r.host = take("host ");
        if (line.starts_with("since ")) r.since = take("since ");
        if (line == "ended yes") r.ended = true;
    }
    return r;
}

// What cannot be written (a full disk) leaves the lock as good as it is, and its file without a name in it.
void write_record(int descriptor, const serving_record& r)
{
    const std::string text = text_of_lock(r);
    if (::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()))
        (void)::fdatasync(descriptor);
}

// The file that the name leads to is the one that is locked; a lock on one that was removed keeps nobody out.
bool still_there(int descriptor, const std::filesystem::path& file)
{
    struct stat open {
    }, named{};
    return ::fstat(descriptor, &open) == 0 && ::stat(file.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
           open.st_ino == named.st_ino;
}

problem in_use(const std::filesystem::path& store_file, const serving_record& by)
{
    return {.what = "another offlist serve uses this store: " + to_string(by),
            .expected = "one daemon for a store: stop that one first, or give this one a store of its own",
            .file = store_file.string()};
}

}  // namespace

std::string to_string(const serving_record& who)
{
    if (who.process.empty()) return "a process that could not write its name";
    return "process " + who.process + " on " + who.host + ", since " + who.since;
}

std::filesystem::path lock_file_of(const std::filesystem::path& store_file)
{
    auto file = store_file;
    file += ".lock";
    return file;
}

parsed<serving_lock> serving_lock::take(const std::filesystem::path& store_file, std::chrono::sys_seconds now)
{
    const auto file = lock_file_of(store_file);
    constexpr int most_tries = 10;  // each is lost to somebody who removes the file at that moment
    for (int tries = 0; tries < most_tries; ++tries) {
        const int descriptor = open_or_make(file, S_IRUSR | S_IWUSR, store_file);
        if (descriptor < 0)
            return problem{.what = std::string("cannot be opened: ") + std::strerror(errno),
                           .expected = "a directory that the daemon's user may write",
                           .file = file.string()};
        auto whole = whole_file();
        if (::fcntl(descriptor, F_OFD_SETLK, &whole) != 0) {
            const int why = errno;
            auto by = record_in(descriptor);
            ::close(descriptor);
            if (why == EAGAIN || why == EACCES) return in_use(store_file, by);
            return problem{.what = std::string("cannot be locked: ") + std::strerror(why),
                           .expected = "a file system with advisory locks (fcntl)",
                           .file = file.string()};
        }
        if (!still_there(descriptor, file)) {
            ::close(descriptor);
            continue;
        }
        const auto before = record_in(descriptor);
        serving_lock lock(descriptor,
                          {.process = std::to_string(::getpid()), .host = host_name(), .since = timestamp(now)},
                          !before.process.empty() && !before.ended);
        write_record(descriptor, lock.record_);
        return lock;
    }
    return problem{.what = "is removed again and again", .expected = "that it stays", .file = file.string()};
}

void serving_lock::end()
{
    record_.ended = true;
    write_record(descriptor_, record_);
}

serving_lock::~serving_lock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

serving_state who_serves(const std::filesystem::path& store_file)
{
    serving_state s;
    const int descriptor = ::open(lock_file_of(store_file).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return s;
    s.by = record_in(descriptor);
    auto whole = whole_file();
    s.served = ::fcntl(descriptor, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    ::close(descriptor);
    return s;
}

}  // namespace offlist::store
