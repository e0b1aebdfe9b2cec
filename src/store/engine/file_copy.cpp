#include "store/engine/file_copy.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <cstring>

#include "store/engine/connection.hpp"

namespace offlist::store {
namespace {

namespace fs = std::filesystem;

problem cannot(const char* what, const fs::path& file)
{
    return {.what = quoted(file.string()) + " cannot be " + what + ": " + std::strerror(errno)};
}

parsed<void> flush(const fs::path& file, int flags)
{
    const int descriptor = ::open(file.c_str(), flags | O_CLOEXEC);
    const bool flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
    problem why = flushed ? problem{} : cannot("made durable", file);
    if (descriptor >= 0) ::close(descriptor);
    if (!flushed) return why;
    return {};
}

}  // namespace

parsed<void> create_private(const fs::path& file)
{
    // SQLite gives its log the mode of the file. EXCL, because closing a descriptor of a file that SQLite has open
    // would drop SQLite's own locks on it (POSIX locks belong to the process).
    const int descriptor = make_new(file, S_IRUSR | S_IWUSR, folder_of(file));
    if (descriptor < 0 && errno != EEXIST) return cannot("made", file);
    if (descriptor >= 0) ::close(descriptor);
    return {};
}

parsed<void> copy_store(const store_url& from, const fs::path& to)
{
    const int descriptor = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0 && errno == EEXIST)
        return problem{.what = quoted(to.string()) + " exists; nothing was written",
                       .expected = "the name of a new file"};
    if (descriptor < 0) return cannot("made", to);
    ::close(descriptor);
    const auto give_up = [&to](problem why) {
        std::error_code ignored;  // what went wrong before is what the caller must hear
        fs::remove(to, ignored);
        return why;
    };
    try {
        // VACUUM INTO is refused to sessions that only read
        connection c(from, access::writes);
        try {
            c.copy_into(to);
        } catch (const std::exception&) {
            return give_up(c.what_happened().why);
        }
    } catch (const store_error& e) {
        return give_up(e.why);
    }
    if (auto durable = flush(to, O_RDONLY); !durable) return give_up(durable.error());
    const auto directory = folder_of(to);
    if (auto durable = flush(directory, O_RDONLY | O_DIRECTORY); !durable) return give_up(durable.error());
    return {};
}

}  // namespace offlist::store
