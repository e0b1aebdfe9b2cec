#include "store/file/file_watch.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "store/file/condition.hpp"

namespace offlist::store {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t head_octets = 100;  // https://www.sqlite.org/fileformat.html, section 1.3
constexpr std::string_view magic = "SQLite format 3\0"sv;

const std::string put_back =
    "the file itself in its place again, then writing goes on by itself; do not stop the daemon before you have read "
    "\"When the store is lost, damaged or went back\" in OPERATIONS: what was acknowledged is still in the file that "
    "it has open";

problem lost_by(std::string_view what, const std::filesystem::path& file)
{
    return {.what = std::string(what), .expected = put_back, .file = file.string()};
}

std::uint32_t number_at(const std::array<unsigned char, head_octets>& head, std::size_t at)
{
    return (std::uint32_t{head[at]} << 24) | (std::uint32_t{head[at + 1]} << 16) | (std::uint32_t{head[at + 2]} << 8) |
           std::uint32_t{head[at + 3]};
}

bool went_back(std::uint32_t now, std::uint32_t before)
{
    return static_cast<std::int32_t>(now - before) < 0;
}

}  // namespace

file_watch::file_watch(std::filesystem::path file, int descriptor, watching how)
    : file_(std::move(file)), log_(file_.string() + "-wal"), descriptor_(descriptor), how_(how)
{
    struct stat now {};
    if (::fstat(descriptor_, &now) != 0) return;
    device_ = now.st_dev;
    inode_ = now.st_ino;
}

file_watch::~file_watch()
{
    ::close(descriptor_);
}

parsed<std::unique_ptr<file_watch>> file_watch::begin(const std::filesystem::path& file, watching how)
{
    const auto cannot = [&file](const std::string& what, const char* expected) {
        return problem{.what = "the store cannot be opened: " + what, .expected = expected, .file = file.string()};
    };
    // O_PATH: closing such a descriptor drops no locks of SQLite's, so that commands and tests may come and go
    const int flags = how == watching::content ? O_RDONLY : O_PATH;
    const int descriptor = ::open(file.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) return cannot(std::strerror(errno), "a file that this user may read and write");
    std::unique_ptr<file_watch> watch(new file_watch(file, descriptor, how));
    struct stat now {};
    if (::fstat(descriptor, &now) == 0 && S_ISDIR(now.st_mode)) return cannot("it is a directory", "a file");
    if (how == watching::content && ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return problem{.what = "another offlist serve uses this file, by another name",
                       .expected =
                           "one daemon for a store: stop that one first (`fuser` names it), or give this one a "
                           "store of its own",
                       .file = file.string()};
    return watch;
}

void file_watch::remember_log()
{
    struct stat now {};
    const std::scoped_lock lock(mutex_);
    log_inode_ = ::stat(log_.c_str(), &now) == 0 ? now.st_ino : 0;
}

std::uint64_t file_watch::size() const
{
    struct stat now {};
    return ::fstat(descriptor_, &now) == 0 ? static_cast<std::uint64_t>(now.st_size) : 0;
}

std::optional<problem> file_watch::look_at_file() const
{
    struct stat now {};
    if (::stat(file_.c_str(), &now) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return lost_by(refusal::deleted, file_);
        return lost_by(std::string(refusal::unseen) + ": " + std::strerror(errno), file_);
    }
    if (now.st_dev != device_ || now.st_ino != inode_) return lost_by(refusal::replaced, file_);
    return std::nullopt;
}

std::optional<problem> file_watch::look_at_place() const
{
    if (auto lost = look_at_file()) return lost;
    struct stat now {};
    std::uint64_t log = 0;
    {
        const std::scoped_lock lock(mutex_);
        log = log_inode_;
    }
    if (log == 0) return std::nullopt;
    if (::stat(log_.c_str(), &now) != 0 || now.st_ino != log)
        return problem{.what = std::string(refusal::log_lost),
                       .expected =
                           "the daemon restarted (systemctl restart offlist, not kill -9): it puts what the log "
                           "held into the file when it stops",
                       .file = log_.string()};
    return std::nullopt;
}

std::optional<problem> file_watch::look()
{
    if (auto lost = look_at_place()) return lost;
    if (how_ == watching::place || !look_at_head()) return std::nullopt;
    return look_at_head();  // once more: the head may be written at the moment at which it is read
}

std::optional<problem> file_watch::look_at_head()
{
    std::array<unsigned char, head_octets> head{};
    const ssize_t got = ::pread(descriptor_, head.data(), head.size(), 0);
    if (got < 0)
        return problem{.what = std::string(refusal::damaged) + ": it cannot be read: " + std::strerror(errno),
                       .expected = "a disk that can be read; see the kernel's log (dmesg)",
                       .file = file_.string()};
    if (got == 0) return lost_by(std::string(refusal::overwritten) + ": it is empty now", file_);
    if (static_cast<std::size_t>(got) < head.size() || std::memcmp(head.data(), magic.data(), magic.size()) != 0)
        return lost_by(std::string(refusal::overwritten) + ": it is no database any more", file_);
    const std::uint64_t octets = size();
    // 1 stands for 65536
    const std::uint32_t page = (std::uint32_t{head[16]} << 8) | head[17];
    const std::uint64_t whole = std::uint64_t{page == 1 ? 65'536 : page} * number_at(head, 28);
    const std::uint32_t changes = number_at(head, 24), commits = number_at(head, 60);
    const std::scoped_lock lock(mutex_);
    // A checkpoint that is under way may have written the head and not yet the end; it never makes the file shorter.
    if (octets < largest_ && octets < whole)
        return lost_by(std::string(refusal::overwritten) + ": it was cut short", file_);
    // Both only ever grow while offlist writes: a copy that was made earlier has less of one.
    if (largest_ > 0 && (went_back(changes, changes_) || went_back(commits, commits_)))
        return lost_by(std::string(refusal::overwritten) + ": it is an older one, or another one", file_);
    largest_ = octets;
    changes_ = changes;
    commits_ = commits;
    return std::nullopt;
}

}  // namespace offlist::store
