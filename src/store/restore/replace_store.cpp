#include "store/restore/replace_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <core/failpoint.hpp>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <core/timestamp.hpp>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "store/engine/database.hpp"
#include "store/engine/sql.hpp"
#include "store/engine/store_url.hpp"
#include "store/file/mark.hpp"
#include "store/file/serving_lock.hpp"

namespace offlist::store {
namespace {

namespace fs = std::filesystem;
using std::chrono::sys_seconds;

constexpr std::array<const char*, 3> beside_a_store{"-wal", "-shm", "-journal"};

fs::path with_ending(fs::path file, const std::string& ending)
{
    file += ending;
    return file;
}

problem cannot_be(const char* what, const fs::path& file)
{
    return {.what = std::string("cannot be ") + what + ": " + std::strerror(errno), .file = file.string()};
}

// A store that is made ready under a name of its own, and gone unless it is put in place.
class ready_copy {
public:
    explicit ready_copy(const fs::path& store_file) : file_(with_ending(store_file, ".restoring")) { remove(); }
    ready_copy(const ready_copy&) = delete;
    ready_copy& operator=(const ready_copy&) = delete;
    ~ready_copy() { remove(); }

    [[nodiscard]] const fs::path& file() const { return file_; }

    parsed<void> copy(const fs::path& backup, const fs::path& like) const
    {
        constexpr std::size_t octets_at_once = std::size_t{1} << 20;
        std::ifstream in(backup, std::ios::binary);
        if (!in) return cannot_be("read", backup);
        const int out = make_anew(file_, S_IRUSR | S_IWUSR, like);
        if (out < 0) return cannot_be("made", file_);
        std::string part(octets_at_once, '\0');
        bool written = true;
        while (written && in) {
            in.read(part.data(), static_cast<std::streamsize>(part.size()));
            written = write_whole(out, std::string_view(part).substr(0, static_cast<std::size_t>(in.gcount())));
        }
        written = written && ::fsync(out) == 0;
        const int why = errno;
        ::close(out);
        errno = why;
        if (!written) return cannot_be("written", file_);
        if (in.bad()) return cannot_be("read", backup);
        return {};
    }

private:
    static bool write_whole(int out, std::string_view what)
    {
        while (!what.empty()) {
            const ssize_t done = ::write(out, what.data(), what.size());
            if (done < 0 && errno == EINTR) continue;
            if (done < 0) return false;
            what.remove_prefix(static_cast<std::size_t>(done));
        }
        return true;
    }
    void remove() const
    {
        std::error_code ignored;
        fs::remove(file_, ignored);
        for (const char* also : beside_a_store) fs::remove(with_ending(file_, also), ignored);
        fs::remove(mark_file_of(file_), ignored);
        fs::remove(lock_file_of(file_), ignored);
    }
    fs::path file_;
};

// All of it that shows without a second copy to compare with; the database it is opened by is closed again.
parsed<life> make_ready(const fs::path& file, const fs::path& backup, sys_seconds now, const delisting_policy& policy)
{
    const auto of_backup = [&backup](const problem& why) {
        return problem{.what = quoted(backup.string()) + " cannot be restored: " + why.what,
                       .expected = "a file that offlist backup has made" +
                                   (why.expected.empty() ? std::string() : "; " + why.expected)};
    };
    auto db = database::open({.url = "sqlite:" + file.string(), .readers = 1, .missing = store_making::never});
    if (!db) return of_backup(db.error());
    auto look = [](soci::session& s) -> parsed<std::string> {
        std::string all;
        sql::for_each<std::string>(s, "PRAGMA integrity_check(3)", {}, [&all](const std::string& line) {
            if (line != "ok") all += (all.empty() ? "" : "; ") + line;
        });
        return {boost::system::in_place_value, std::move(all)};
    };
    const parsed<std::string> faults = (*db)->read_now(std::move(look));
    if (!faults) return of_backup(faults.error());
    if (!faults->empty()) return of_backup({.what = "it is damaged: " + *faults});
    return (*db)->write_now([now, &policy](soci::session& s) -> parsed<life> {
        return {boost::system::in_place_value, begin_restored_life(s, now, policy)};
    });
}

// 20261127T061800Z
std::string compact(sys_seconds at)
{
    std::string text = timestamp(at);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

// What the log has and the file has not would be missing in a copy of the file.
parsed<void> without_log(const fs::path& backup)
{
    const fs::path log = with_ending(backup, "-wal");
    std::error_code failed;
    const auto octets = fs::file_size(log, failed);
    if (failed || octets == 0) return {};
    return problem{.what = "a log lies beside the backup: what stands in it alone would be missing",
                   .expected = "a file that offlist backup has made, or, if the log belongs to it, first: sqlite3 " +
                               backup.string() + " 'PRAGMA wal_checkpoint(TRUNCATE)'",
                   .file = log.string()};
}

// The store and what belongs to it under another name, until it is known whether the new one is in its place.
class former_store {
public:
    former_store(fs::path file, sys_seconds now)
        : file_(std::move(file)),
          former_(with_ending(file_, ".replaced-" + compact(now))),
          was_there_(fs::exists(file_))
    {
    }

    /// Empty: there was no store.
    [[nodiscard]] fs::path file() const { return was_there_ ? former_ : fs::path(); }

    /// Problem: all is as it was. The mark stays, and a copy of it goes along: a store that is gone, with its mark
    /// there, is one that no daemon takes for one that never was.
    parsed<void> set_aside()
    {
        if (fs::exists(former_))
            return problem{.what = "exists already", .expected = "another second", .file = former_.string()};
        if (was_there_ && fs::exists(mark_file_of(file_))) {
            constexpr std::size_t largest_mark = 4096;
            const auto mark = read_if_there(mark_file_of(file_), largest_mark);
            if (!mark) return mark.error();
            if (const auto kept = replace_whole(mark_file_of(former_), *mark); !kept) return kept.error();
        }
        std::error_code failed;
        move(file_, former_, failed);
        for (const char* also : beside_a_store) move(with_ending(file_, also), with_ending(former_, also), failed);
        if (!failed) return {};
        put_back();
        return problem{.what = "cannot be set aside: " + failed.message(),
                       .expected = "a folder that may be written",
                       .file = file_.string()};
    }

    /// The new one cannot be put in its place. False: nor can this one; it is at file().
    bool put_back()
    {
        std::error_code failed;
        while (!moved_.empty() && !failed) {
            fs::rename(moved_.back().second, moved_.back().first, failed);
            if (!failed) moved_.pop_back();
        }
        if (failed) return false;
        std::error_code ignored;
        fs::remove(mark_file_of(former_), ignored);
        return true;
    }

private:
    void move(const fs::path& from, const fs::path& to, std::error_code& failed)
    {
        if (failed || !fs::exists(from)) return;
        fs::rename(from, to, failed);
        if (!failed) moved_.emplace_back(from, to);
    }

    fs::path file_;
    fs::path former_;
    bool was_there_;
    std::vector<std::pair<fs::path, fs::path>> moved_;
};

void make_durable(const fs::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);  // some file systems cannot
    ::close(descriptor);
}

}  // namespace

parsed<replaced_store> replace_store(const std::string& url, const fs::path& backup, sys_seconds now,
                                     const delisting_policy& policy)
{
    const auto where = read_store_url(url);
    if (!where) return where.error();
    if (where->kind == backend::postgresql)
        return problem{.what = "this store is a PostgreSQL database, which has its own tools",
                       .expected =
                           "pg_restore --clean --if-exists --dbname=URL FILE while the daemon is stopped, then "
                           "offlist restore --restored"};
    std::error_code failed;
    const fs::path file = fs::weakly_canonical(fs::absolute(where->file), failed);
    if (!fs::is_regular_file(backup, failed))
        return problem{.what = quoted(backup.string()) + " is no file",
                       .expected = "a file that offlist backup has made"};
    if (fs::equivalent(backup, file, failed))
        return problem{.what = quoted(backup.string()) + " is the store itself", .expected = "a backup of it"};

    if (auto whole = without_log(backup); !whole) return whole.error();
    auto nobody_serves = serving_lock::take(file, now);
    if (!nobody_serves) return nobody_serves.error();
    const ready_copy ready(file);
    const fs::path like = fs::exists(file) ? file : folder_of(file);
    if (auto copied = ready.copy(backup, like); !copied) return copied.error();
    auto begun = make_ready(ready.file(), backup, now, policy);
    if (!begun) return begun.error();
    former_store former(file, now);
    if (auto aside = former.set_aside(); !aside) return aside.error();
    failpoint("restore.set_aside");
    fs::rename(ready.file(), file, failed);
    if (failed)
        return problem{.what = "cannot be put in place: " + failed.message(),
                       .expected = "a folder that may be written; the former store is " +
                                   (former.put_back() ? "in its place again" : former.file().string()),
                       .file = file.string()};
    make_durable(folder_of(file));
    // its mark, by which the daemon knows how far it has come
    const auto marked = database::open({.url = url, .readers = 1, .missing = store_making::never, .accept = true});
    if (!marked) return marked.error();
    nobody_serves->end();
    return replaced_store{.former = former.file(), .now = std::move(*begun)};
}

}  // namespace offlist::store
