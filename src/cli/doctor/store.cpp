// The doctor's look at the store.
#include <unistd.h>

#include <core/quoted.hpp>
#include <filesystem>
#include <optional>
#include <store/engine/database.hpp>
#include <store/engine/sql.hpp>
#include <store/file/condition.hpp>
#include <store/file/serving_lock.hpp>
#include <store/file/store_guard.hpp>
#include <system_error>

#include "cli/doctor/diagnosis.hpp"

namespace offlist::cli {
namespace {

constexpr std::uintmax_t mebi = std::uintmax_t{1} << 20;
constexpr std::uintmax_t little_room = 1024 * mebi;
constexpr std::uintmax_t no_room = 64 * mebi;  // a checkpoint and a batch of changes need some

std::optional<std::filesystem::path> sqlite_file(const std::string& url)
{
    constexpr std::string_view sqlite = "sqlite:";
    if (!url.starts_with(sqlite)) return std::nullopt;
    // what lies beside it lies where links lead, as for SQLite
    std::error_code error;
    const std::filesystem::path named(url.substr(sqlite.size()));
    auto real = std::filesystem::weakly_canonical(named, error);
    return error ? named : real;
}

diagnosis of_room(const std::filesystem::path& directory)
{
    const std::string about = "room for the store";
    std::error_code error;
    const auto space = std::filesystem::space(directory, error);
    if (error)
        return {gravity::doubtful, about, "it cannot be seen: " + error.message(), "see that the directory is there"};
    const std::string what = std::to_string(space.available / mebi) + " MiB are free in " + quoted(directory.string());
    if (space.available < no_room)
        return {gravity::broken, about, what, "make room: without it no change of a listing can be recorded"};
    if (space.available < little_room) return {gravity::doubtful, about, what, "make room soon"};
    return {gravity::fine, about, what, ""};
}

// Whether a daemon has the store, and how the last one ended.
diagnosis of_daemon(const store::serving_state& now)
{
    const std::string about = "who serves the store";
    if (now.served) return {gravity::fine, about, store::to_string(now.by), ""};
    if (now.by.process.empty()) return {gravity::fine, about, "nobody, and nobody has", ""};
    if (now.by.ended) return {gravity::fine, about, "nobody; the last one ended as it should", ""};
    return {gravity::doubtful, about, "nobody; the last one was killed: " + store::to_string(now.by),
            "see why (journalctl -u offlist); the next start examines the store"};
}

// Nothing is written for this: the daemon may be busy, and the doctor must not be another patient.
std::optional<diagnosis> of_rights(const std::filesystem::path& file)
{
    for (const auto& each : {file, file.parent_path()})
        if (::access(each.c_str(), W_OK) != 0)
            return diagnosis{gravity::broken, "store", quoted(each.string()) + " cannot be written by this user",
                             "run this as the user of the daemon, or give that user the directory (chown)"};
    return std::nullopt;
}

// What SQLite's own check says; "ok" when the file is sound.
std::string soundness(store::database& db)
{
    const auto said = db.read_now([](soci::session& s) -> parsed<std::string> {
        const auto first = store::sql::only<std::string>(s, "PRAGMA quick_check(1)");
        return {boost::system::in_place_value, first.value_or("it says nothing")};
    });
    return said ? *said : said.error().to_string();
}

diagnosis of_schema(const store::database& db)
{
    const std::string about = "store";
    const int newest = store::database::newest_schema();
    if (db.schema() == newest) return {gravity::fine, about, db.name() + " opens and its schema is known", ""};
    if (db.schema() == 0)
        return {gravity::doubtful, about, db.name() + " opens and holds nothing yet",
                "see that it is the right one; the daemon makes the tables at its start"};
    return {gravity::doubtful, about,
            db.name() + " has schema " + std::to_string(db.schema()) + ", and this program uses schema " +
                std::to_string(newest),
            "make a backup, then restart the daemon, which brings it up to date"};
}

}  // namespace

diagnoses examine_store(const config::store_config& store)
{
    const std::string about = "store";
    const auto file = sqlite_file(store.url);
    diagnoses all;
    if (file) {
        const auto now = store::who_serves(*file);
        std::error_code error;
        const bool remembered = std::filesystem::exists(store::mark_file_of(*file), error);
        if (!std::filesystem::exists(*file, error) && !remembered && !now.served)
            return {{gravity::fine, about, quoted(file->string()) + " is not there yet; the daemon makes it", ""},
                    of_room(file->parent_path())};
        if (std::filesystem::exists(*file, error))
            if (auto wrong = of_rights(*file)) return {std::move(*wrong)};
        all.push_back(of_daemon(now));
        all.push_back(of_room(file->parent_path()));
        // a daemon that started on a full disk keeps the store for itself, and whoever opens it would wait in vain
        const auto space = std::filesystem::space(file->parent_path(), error);
        if (now.served && !error && space.available < mebi) {
            all.push_back({gravity::doubtful, about, "it was not looked at: its disk is full, and the daemon has it",
                           "make room, then run this again"});
            return all;
        }
    }
    // nothing is migrated: the daemon that uses the store may be an older program
    auto db = store::database::open(
        {.url = store.url, .readers = 1, .schema = store::schema_use::as_it_is, .missing = store::store_making::never});
    if (!db) {
        all.insert(all.begin(),
                   {gravity::broken, about, db.error().to_string(),
                    file ? "docs/OPERATIONS.md says what to do when a store is lost, damaged or not the one it was"
                         : "see that the server runs, and that the URL's user may connect"});
        return all;
    }
    if (file) {
        if (const auto wrong = (*db)->condition().why_not_written())
            all.insert(all.begin(), {gravity::broken, about, wrong->to_string(),
                                     "docs/OPERATIONS.md says what to do when a store is not the one it was"});
        if (const std::string said = soundness(**db); said != "ok")
            all.insert(all.begin(), {gravity::broken, about, "the file is damaged: " + said,
                                     "stop the daemon and restore the newest backup (docs/OPERATIONS.md)"});
        if (all.front().how_bad == gravity::broken) return all;
    }
    all.insert(all.begin(), of_schema(**db));
    return all;
}

}  // namespace offlist::cli
