#include "core/small_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace offlist {
namespace {

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

}  // namespace

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
    descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!out.valid()) return failed(temporary, "opened for writing", errno);
    const int why = write_all(out.get(), content) && out.close() ? 0 : errno;
    ::unlink(temporary.c_str());
    if (why != 0) return failed(file, "written", why);
    return true;
}

parsed<bool> replace_whole(const std::filesystem::path& file, std::string_view content)
{
    const std::filesystem::path temporary = beside(file);
    descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!out.valid()) return failed(temporary, "opened for writing", errno);
    // the content must be on the disk before the name points to it, or a crash may leave an empty file
    if (!write_all(out.get(), content) || ::fsync(out.get()) != 0 || !out.close() ||
        ::rename(temporary.c_str(), file.c_str()) != 0) {
        const int why = errno;
        ::unlink(temporary.c_str());
        return failed(file, "written", why);
    }
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.valid()) ::fsync(directory.get());  // some file systems cannot; the content itself is safe
    return true;
}

}  // namespace offlist
