#include "core/small_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace offlist {
namespace {

constexpr mode_t readable_by_all = 0644;

class descriptor {
public:
    explicit descriptor(int fd) : fd_(fd) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() { close(); }
    [[nodiscard]] bool valid() const { return fd_ >= 0; }
    [[nodiscard]] int get() const { return fd_; }
    /// False: the last writes may be lost (errno says why).
    bool close() { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }

private:
    int fd_;
};

problem failed(const std::filesystem::path& file, const char* doing, int why)
{
    return problem{.what = std::string("cannot be ") + doing + ": " + std::generic_category().message(why),
                   .file = file.string()};
}

// Where the new content is written first.
std::filesystem::path beside(const std::filesystem::path& file)
{
    std::filesystem::path temporary = file;
    temporary += ".new";
    return temporary;
}

bool write_all(int fd, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// Only of what this process has made: a file that was there may have been put there to be given away.
void give_to_owner_of(int made, const std::filesystem::path& like)
{
    struct stat model {};
    if (made < 0 || ::geteuid() != 0 || ::stat(like.c_str(), &model) != 0) return;
    // where root may not (a container without the capability), the file stays root's, as it would have been before
    if (::fchown(made, model.st_uid, model.st_gid) != 0) errno = 0;
}

// What is replaced keeps its owner.
std::filesystem::path model_of(const std::filesystem::path& file)
{
    std::error_code ignored;  // a file that cannot be looked at is none
    return std::filesystem::is_regular_file(std::filesystem::symlink_status(file, ignored)) ? file : folder_of(file);
}

}  // namespace

std::filesystem::path folder_of(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

int make_new(const std::filesystem::path& file, mode_t mode, const std::filesystem::path& like)
{
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    give_to_owner_of(made, like);
    return made;
}

int make_anew(const std::filesystem::path& file, mode_t mode, const std::filesystem::path& like)
{
    const int made = make_new(file, mode, like);
    if (made >= 0 || errno != EEXIST || ::unlink(file.c_str()) != 0) return made;
    return make_new(file, mode, like);
}

int open_or_make(const std::filesystem::path& file, mode_t mode, const std::filesystem::path& like)
{
    constexpr int tries = 8;  // another process may make the file, or take it away, between two calls
    for (int i = 0; i < tries; ++i) {
        const int there = ::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
        if (there >= 0 || errno != ENOENT) return there;
        const int made = make_new(file, mode, like);
        if (made >= 0 || errno != EEXIST) return made;
    }
    return -1;
}

parsed<std::string> read_if_there(const std::filesystem::path& file, std::size_t largest)
{
    const descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.valid() && errno == ENOENT) return {boost::system::in_place_value, std::string()};
    if (!in.valid()) return failed(file, "opened", errno);
    std::string content;
    std::array<char, 4096> part{};
    for (;;) {
        const ssize_t got = ::read(in.get(), part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(file, "read", errno);
        if (got == 0) return {boost::system::in_place_value, std::move(content)};
        content.append(part.data(), static_cast<std::size_t>(got));
        if (content.size() > largest)
            return problem{.what = "is larger than " + std::to_string(largest) + " octets",
                           .expected = "a file that this program wrote",
                           .file = file.string()};
    }
}

parsed<std::string> read_small_file(const std::filesystem::path& file, std::size_t largest)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return problem{.what = error ? "the file cannot be reached: " + error.message() : "there is no such file",
                       .file = file.string()};
    if (std::filesystem::is_directory(file, error))
        return problem{.what = "this is a directory", .expected = "a file", .file = file.string()};
    if (const auto size = std::filesystem::file_size(file, error); !error && size > largest)
        return problem{.what = "the file is larger than " + std::to_string(largest) + " octets", .file = file.string()};
    return read_if_there(file, largest);
}

parsed<bool> try_replacing(const std::filesystem::path& file, std::string_view content)
{
    const std::filesystem::path temporary = beside(file);
    descriptor out(make_anew(temporary, readable_by_all, model_of(file)));
    if (!out.valid()) return failed(temporary, "opened for writing", errno);
    const int why = write_all(out.get(), content) && out.close() ? 0 : errno;
    ::unlink(temporary.c_str());
    if (why != 0) return failed(file, "written", why);
    return true;
}

parsed<bool> replace_whole(const std::filesystem::path& file, std::string_view content)
{
    const std::filesystem::path temporary = beside(file);
    descriptor out(make_anew(temporary, readable_by_all, model_of(file)));
    if (!out.valid()) return failed(temporary, "opened for writing", errno);
    // the content must be on the disk before the name points to it, or a crash may leave an empty file
    if (!write_all(out.get(), content) || ::fsync(out.get()) != 0 || !out.close() ||
        ::rename(temporary.c_str(), file.c_str()) != 0) {
        const int why = errno;
        ::unlink(temporary.c_str());
        return failed(file, "written", why);
    }
    const descriptor directory(::open(folder_of(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.valid()) ::fsync(directory.get());  // some file systems cannot; the content itself is safe
    return true;
}

}  // namespace offlist
