#include "store/engine/opening.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "store/engine/file_copy.hpp"
#include "store/engine/migrations/migrate.hpp"
#include "store/engine/start_lock.hpp"

namespace offlist::store {
namespace {

namespace fs = std::filesystem;

constexpr int most_readers = 16;

problem no_store(std::string what)
{
    return {.what = std::move(what),
            .expected =
                "the store of a service: name its configuration with --config, or make a new store with "
                "`offlist account create` or `offlist serve`"};
}

// SQLite follows links too, and puts its log beside the file that they lead to.
fs::path real_file(const fs::path& named)
{
    std::error_code failed;
    auto real = fs::weakly_canonical(fs::absolute(named, failed), failed);
    return failed || real.empty() ? named : real;
}

fs::path log_of(fs::path file)
{
    file += "-wal";
    return file;
}

problem gone(const fs::path& file, const store_mark& mark)
{
    return {
        .what = "the store is gone: there is no file, and at " + timestamp(mark.at) + " it was at commit " +
                std::to_string(mark.reach.commits) + " and transfer " + std::to_string(mark.reach.transfers),
        .expected = "the file in its place again, or the newest backup; to begin anew and empty on purpose remove " +
                    mark_file_of(file).filename().string() + " beside it, or start `offlist serve --accept-store`",
        .file = file.string()};
}

problem empty_file(const fs::path& file)
{
    return {.what = "the store " + quoted(file.string()) +
                    " is an empty file, which is no store: whoever had data would believe that it is still there",
            .expected = "the newest backup in its place; or, to begin anew and empty, that the file is removed" +
                        std::string(fs::exists(mark_file_of(file)) ? ", and its .mark with it" : "")};
}

problem foreign_log(const fs::path& file)
{
    return {.what = "the log beside the store (" + log_of(file).filename().string() +
                    ") is that of another file, which was in this place: with it the store would become a mixture",
            .expected =
                "that the files -wal and -shm beside it are removed, when this file is a backup that was restored on "
                "purpose; else the file that this log belongs to",
            .file = file.string()};
}

// Everything that can be said of the file before SQLite sees it, which would take a log that is there for its own.
class sqlite_opening {
public:
    sqlite_opening(const database_options& options, const clock& time, opened_store& into)
        : options_(options), time_(time), into_(into), file_(real_file(into.where.file))
    {
    }

    parsed<void> open()
    {
        into_.where.file = file_;
        std::optional<start_lock> starting;
        if (migrates()) {
            // Until the schema is up to date, so that of two processes that start at once one makes it and one finds
            // it.
            auto lock = start_lock::take(file_);
            if (!lock) return lock.error();
            starting = std::move(*lock);
        }
        auto mark = read_mark(file_);
        if (mark)
            mark_ = *mark;
        else if (!options_.accept)
            return mark.error();
        if (auto there = find_file(); !there) return there.error();
        std::optional<serving_lock> serving;
        if (serves()) {
            auto lock = serving_lock::take(file_, time_.now_seconds());
            if (!lock) return lock.error();
            serving.emplace(std::move(*lock));
        }
        auto watch = file_watch::begin(file_, serves() ? watching::content : watching::place);
        if (!watch) return watch.error();
        into_.guard = std::make_unique<store_guard>(file_, std::move(serving), std::move(*watch), time_);
        auto done = open_sessions();
        // one that reads alone takes its log with it when it ends
        if (done && !into_.guard->condition().full) into_.guard->sessions_opened();
        if (done) into_.guard->serves();
        return done;
    }

private:
    [[nodiscard]] bool serves() const { return options_.use == store_use::serves; }
    [[nodiscard]] bool migrates() const { return options_.schema == schema_use::migrate; }

    parsed<void> find_file()
    {
        struct stat now {};
        if (::stat(file_.c_str(), &now) != 0 && errno == ENOENT) {
            if (mark_ && !options_.accept) return gone(file_, *mark_);
            if (options_.missing != store_making::makes || !migrates())
                return no_store("there is no store " + quoted(file_.string()));
            return make();
        }
        if (S_ISREG(now.st_mode) && now.st_size == 0) return empty_file(file_);
        std::error_code none;
        const auto log = fs::file_size(log_of(file_), none);
        if (mark_ && !none && log > 0 && is_copy_of_marked(*mark_, file_)) return foreign_log(file_);
        return {};
    }

    // Under another name, so that whatever ends this leaves no empty file that looks like a store.
    parsed<void> make()
    {
        store_url under = into_.where;
        under.file += ".making";
        const auto remove_all = [&under] {
            std::error_code ignored;
            for (const char* also : {"", "-wal", "-shm", "-journal"}) fs::remove(under.file.string() + also, ignored);
        };
        remove_all();
        if (auto made = create_private(under.file); !made) return made.error();
        try {
            connection c(under, access::writes);
            if (auto done = migrate(c, backend::sqlite, under.name, all_migrations(), time_.now_seconds()); !done)
                return done.error();
        } catch (const store_error& e) {
            remove_all();
            return e.why;
        }
        std::error_code failed;
        // those of a store that was here: with its name the new one would get its log, too
        for (const char* also : {"-wal", "-shm", "-journal"}) fs::remove(file_.string() + also, failed);
        fs::rename(under.file, file_, failed);
        if (failed)
            return problem{.what = "cannot be made: " + failed.message(),
                           .expected = "a directory that may be written",
                           .file = file_.string()};
        into_.made = true;
        return {};
    }

    parsed<void> open_sessions()
    {
        if (into_.guard->was_cut_off())
            into_.notes.emplace_back(
                "the daemon before this one was killed, or the machine lost its power: the store is examined while it "
                "serves");
        if (serves() && !into_.made)
            if (auto room = room_beside(file_); !room) return open_alone(room.error());
        if (migrates()) {
            into_.to_write = std::make_unique<connection>(into_.where, access::writes);
            if (auto done = bring_up_to_date(*into_.to_write); !done) {
                into_.to_write->leave_files();  // as they are: what is refused must not lose its log by that
                return done.error();
            }
        }
        for (int i = 0; i < into_.readers; ++i)
            into_.to_read.push_back(std::make_unique<connection>(into_.where, access::reads));
        return see_schema();
    }

    parsed<void> bring_up_to_date(connection& c)
    {
        const auto before = schema_of(c, backend::sqlite, into_.where.name, all_migrations());
        if (!before) return before.error();
        if (*before == 0) return not_ours(into_.where.name);
        if (auto same = compare(c); !same) return same.error();
        if (auto done = migrate(c, backend::sqlite, into_.where.name, all_migrations(), time_.now_seconds()); !done)
            return done.error();
        if (serves() || into_.made || options_.accept)
            if (const auto reach = c.reach()) {
                into_.guard->committed(*reach);
                into_.guard->sync_mark();
            }
        return {};
    }

    parsed<void> compare(connection& c)
    {
        const auto reach = c.reach();
        if (!reach) return not_ours(into_.where.name);
        if (!mark_) {
            if (serves() && !into_.made)
                into_.notes.emplace_back(
                    "no mark was beside the store, so whether it went back is not known; from now "
                    "on it is kept (" +
                    mark_file_of(file_).string() + ")");
            return {};
        }
        auto behind = why_behind(*mark_, *reach, file_);
        if (!behind) return {};
        if (!options_.accept) return *behind;
        into_.went_back = true;
        into_.notes.push_back("accepted as you asked: " + behind->what);
        return {};
    }

    // What is there is read until there is room. Its schema must be this program's: nothing can be migrated.
    parsed<void> open_alone(const problem& full)
    {
        into_.to_read.push_back(std::make_unique<connection>(into_.where, access::reads_alone));
        if (auto seen = see_schema(); !seen) return seen.error();
        if (into_.schema != all_migrations().back().number)
            return problem{
                .what = std::string(refusal::full) + ", and the store must be brought to this program's schema first",
                .expected = "room there, then start again",
                .file = file_.string()};
        if (auto same = compare(*into_.to_read.front()); !same) {
            into_.to_read.front()->leave_files();
            return same.error();
        }
        into_.guard->opened_for_reading(full);
        into_.notes.push_back(full.to_string());
        return {};
    }

    parsed<void> see_schema()
    {
        connection& c = *into_.to_read.front();
        const auto schema = schema_of(c, backend::sqlite, into_.where.name, all_migrations());
        if (!schema) return schema.error();
        into_.schema = *schema;
        if (!migrates() && mark_)
            if (const auto reach = c.reach()) into_.guard->opened_behind(why_behind(*mark_, *reach, file_));
        return {};
    }

    const database_options& options_;
    const clock& time_;
    opened_store& into_;
    const fs::path file_;
    std::optional<store_mark> mark_;
};

parsed<void> open_postgresql(const database_options& options, const clock& time, opened_store& into)
{
    if (options.schema == schema_use::migrate) {
        into.to_write = std::make_unique<connection>(into.where, access::writes);
        const auto before = schema_of(*into.to_write, into.where.kind, into.where.name, all_migrations());
        into.made = before && *before == 0;
        if (into.made && options.missing != store_making::makes)
            return no_store(into.where.name + " has no tables of offlist");
        if (auto done = migrate(*into.to_write, into.where.kind, into.where.name, all_migrations(), time.now_seconds());
            !done)
            return done.error();
    }
    for (int i = 0; i < into.readers; ++i)
        into.to_read.push_back(std::make_unique<connection>(into.where, access::reads));
    const auto schema = schema_of(*into.to_read.front(), into.where.kind, into.where.name, all_migrations());
    if (!schema) return schema.error();
    into.schema = *schema;
    return {};
}

}  // namespace

parsed<opened_store> open_store(const database_options& options, const clock& time)
{
    auto url = read_store_url(options.url);
    if (!url) return url.error();
    opened_store into;
    into.where = std::move(*url);
    into.readers = std::clamp(options.readers, 1, most_readers);
    try {
        auto done = into.where.kind == backend::sqlite ? sqlite_opening(options, time, into).open()
                                                       : open_postgresql(options, time, into);
        if (!done) return done.error();
        return into;
    } catch (const store_error& e) {
        return e.why;
    }
}

}  // namespace offlist::store
