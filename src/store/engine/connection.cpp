#include "store/engine/connection.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <crypto/nonce.hpp>
#include <string_view>

#include "store/engine/kept_session.hpp"
#include "store/file/condition.hpp"

namespace offlist::store {
namespace {

using sqlite_connection = soci::sqlite3_session_backend;
using postgresql_connection = soci::postgresql_session_backend;

// Another process may hold the store for one long transaction: an import of a million subjects takes tens of seconds.
constexpr int sqlite_patience_seconds = 60;
constexpr int postgresql_patience_ms = 60'000;

// The log is moved into the file when it has grown by this many pages of 4 KiB, as SQLite does by itself; and if
// readers that overlap have kept it from starting anew up to the second bound, the writer waits for a gap between them.
constexpr int log_pages = 1000;
constexpr int log_pages_too_many = 16'000;
constexpr int gap_patience_ms = 200;

// Any number that no other program of the database uses: the octets of "offlist".
constexpr std::string_view writers_lock = "SELECT pg_advisory_xact_lock(31365101293990772)";

std::string first_line(std::string text)
{
    text.resize(std::min(text.find('\n'), text.size()));
    return text;
}

store_error damaged_store(const std::string& name, const std::string& said)
{
    return {store_fault::damaged,
            {.what = std::string(refusal::damaged) + ": " + said,
             .expected = "a store that offlist made: see that this is the right file, or restore the newest backup "
                         "(docs/OPERATIONS.md, \"When the store is lost, damaged or went back\")",
             .file = name}};
}

}  // namespace

problem not_ours(const std::string& name)
{
    return {.what = "this is a database without the tables of offlist",
            .expected =
                "the store of a service: see that [store] url names the right file; offlist makes a new one "
                "where there is no file",
            .file = name};
}

class connection::native {
public:
    native(const store_url& where, access how)
    {
        if (where.kind == backend::sqlite)
            session.open(soci::sqlite3,
                         "dbname=\"" + where.file.string() + "\" timeout=" + std::to_string(sqlite_patience_seconds));
        else
            session.open(soci::postgresql, where.connect);
        if (where.kind == backend::sqlite)
            set_up_sqlite(how, where.name);
        else
            set_up_postgresql(how);
    }

    // The one number of the first row of `asked`; none: there is no row, or no such table.
    [[nodiscard]] std::optional<std::int64_t> number(const char* asked)
    {
        sqlite_api::sqlite3_stmt* prepared = nullptr;
        std::optional<std::int64_t> found;
        if (sqlite_api::sqlite3_prepare_v2(sqlite(), asked, -1, &prepared, nullptr) == SQLITE_OK &&
            sqlite_api::sqlite3_step(prepared) == SQLITE_ROW)
            found = sqlite_api::sqlite3_column_int64(prepared, 0);
        (void)sqlite_api::sqlite3_finalize(prepared);
        return found;
    }

    [[nodiscard]] sqlite_api::sqlite3* sqlite()
    {
        return static_cast<sqlite_connection*>(session.get_backend())->conn_;
    }
    [[nodiscard]] PGconn* postgresql() { return static_cast<postgresql_connection*>(session.get_backend())->conn_; }

    int pages = 0;                      // in the log, after the newest transaction
    int too_many = log_pages_too_many;  // at which a gap is waited for next
    kept_session session;

private:
    void set_up_sqlite(access how, const std::string& name)
    {
        // before the log is first looked at: then its index is kept in memory, and not in a file beside it
        if (how == access::reads_alone) session << "PRAGMA locking_mode=EXCLUSIVE";
        // before anything is written: the log's mode stands in the file
        if (number("SELECT 1 FROM sqlite_master LIMIT 1") &&
            !number("SELECT 1 FROM sqlite_master WHERE name = 'schema_migration'"))
            throw store_error(store_fault::work, not_ours(name));
        for (const char* const text :
             {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA secure_delete=ON",
              "PRAGMA journal_size_limit=67108864", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-16384"})
            session << text;
        if (how != access::writes) session << "PRAGMA query_only=ON";
        if (how == access::writes)
            sqlite_api::sqlite3_wal_hook(
                sqlite(),
                [](void* self, sqlite_api::sqlite3*, const char*, int now) {
                    static_cast<native*>(self)->pages = now;
                    return 0;
                },
                this);
    }
    void set_up_postgresql(access how)
    {
        PQsetNoticeProcessor(
            postgresql(), [](void*, const char*) {}, nullptr);
        session << "SET lock_timeout = " + std::to_string(postgresql_patience_ms);
        session << "SET synchronous_commit = on";
        if (how != access::writes) return;
        // The writer's statements walk indexes from the rows that they are given. Plans are kept, and one that was made
        // while a table was small would go on reading it through.
        session << "SET enable_hashjoin = off";
        session << "SET enable_mergejoin = off";
    }
};

connection::connection(const store_url& where, access how) : kind_(where.kind), how_(how), name_(where.name)
{
    try {
        native_ = std::make_unique<native>(where, how);
    } catch (const store_error&) {
        throw;
    } catch (const std::exception& e) {
        const auto* known = dynamic_cast<const soci::soci_error*>(&e);
        const auto text = first_line(known != nullptr ? known->get_error_message() : e.what());
        const auto* of_sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&e);
        const int code = of_sqlite != nullptr ? of_sqlite->result() & 0xff : 0;
        if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) throw damaged_store(name_, text);
        throw store_error(store_fault::lost, {.what = "the store " + name_ + " cannot be opened: " + text});
    }
}

connection::~connection() = default;

soci::session& connection::session()
{
    return native_->session;
}

void connection::begin()
{
    auto& s = native_->session;
    if (kind_ == backend::sqlite) {
        sql::run(s, how_ == access::writes ? "BEGIN IMMEDIATE" : "BEGIN");
        changed_before_ = sqlite_api::sqlite3_total_changes(native_->sqlite());
        return;
    }
    sql::run(s, how_ == access::writes ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (how_ != access::writes) return;
    (void)sql::only<std::string>(s, std::string(writers_lock));
}

// Each commit that changes something has a number, which stands in the store itself and goes back with it. SQLite's own
// counter will not do: it stands still while one session writes into the log.
void connection::number_commit()
{
    if (kind_ != backend::sqlite || how_ != access::writes) return;
    if (sqlite_api::sqlite3_total_changes(native_->sqlite()) == changed_before_) return;
    const auto last = static_cast<std::uint32_t>(native_->number("PRAGMA user_version").value_or(0));
    native_->session << "PRAGMA user_version=" + std::to_string(static_cast<std::int32_t>(last + 1));
}

void connection::commit()
{
    number_commit();
    sql::run(native_->session, "COMMIT");
}

std::optional<store_reach> connection::reach()
{
    if (kind_ != backend::sqlite) return std::nullopt;
    const auto made = native_->number("SELECT applied_at FROM schema_migration ORDER BY number LIMIT 1");
    if (!made) return std::nullopt;
    return store_reach{
        .made_at = *made,
        .commits = static_cast<std::uint32_t>(native_->number("PRAGMA user_version").value_or(0)),
        .transfers = native_->number("SELECT seq FROM sqlite_sequence WHERE name = 'ledger_transfer'").value_or(0),
        .cookie = static_cast<std::uint32_t>(native_->number("PRAGMA schema_version").value_or(0))};
}

void connection::interrupt() noexcept
{
    if (kind_ == backend::sqlite) sqlite_api::sqlite3_interrupt(native_->sqlite());
}

void connection::leave_files() noexcept
{
    if (kind_ == backend::sqlite)
        (void)sqlite_api::sqlite3_db_config(native_->sqlite(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void connection::roll_back() noexcept
{
    try {
        // SQLite has rolled back by itself after some errors, and then knows of no transaction
        if (kind_ == backend::postgresql || sqlite_api::sqlite3_get_autocommit(native_->sqlite()) == 0)
            sql::run(native_->session, "ROLLBACK");
    } catch (const std::exception&) {
        native_->session.forget_all();  // a lost session; whoever goes on with it sees that
    }
}

void connection::savepoint()
{
    sql::run(native_->session, "SAVEPOINT of_work");
}

void connection::release_savepoint()
{
    sql::run(native_->session, "RELEASE SAVEPOINT of_work");
}

void connection::roll_back_to_savepoint()
{
    sql::run(native_->session, "ROLLBACK TO SAVEPOINT of_work");
    release_savepoint();
}

store_fault connection::fault_of(const std::exception& e) const
{
    if (kind_ == backend::postgresql) {
        if (PQstatus(native_->postgresql()) != CONNECTION_OK) return store_fault::lost;
        const auto* known = dynamic_cast<const soci::postgresql_soci_error*>(&e);
        if (known == nullptr) return store_fault::work;
        const std::string state = known->sqlstate();  // PostgreSQL 15, appendix A
        if (state.starts_with("08") || state.starts_with("57P")) return store_fault::lost;
        if (state == "40001" || state == "40P01") return store_fault::again;
        if (state.starts_with("53") || state.starts_with("58") || state == "25006" || state == "55P03")
            return store_fault::storage;
        return store_fault::work;
    }
    const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&e);
    if (known == nullptr) return store_fault::work;
    switch (known->result() & 0xff) {  // the primary code: https://www.sqlite.org/rescode.html
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM:
            return store_fault::storage;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return store_fault::damaged;
        default:
            return store_fault::work;
    }
}

store_error connection::what_happened() const
{
    try {
        throw;
    } catch (const store_error& e) {
        return e;
    } catch (const std::exception& e) {
        const auto fault = fault_of(e);
        // the full text of SOCI's error shows the values bound to the statement: hashes, addresses of customers
        const auto* known = dynamic_cast<const soci::soci_error*>(&e);
        const auto said = first_line(known != nullptr ? known->get_error_message() : e.what());
        const auto* of_sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&e);
        const int code = of_sqlite != nullptr ? of_sqlite->result() & 0xff : 0;
        if (code == SQLITE_FULL)
            return {fault,
                    {.what = std::string(refusal::full),
                     .expected = "free space there; writing then goes on by itself",
                     .file = name_}};
        if (code == SQLITE_BUSY)
            return {fault,
                    {.what = "another process keeps the store " + name_ + " locked",
                     .expected = "that its transaction ends within " + std::to_string(sqlite_patience_seconds) + " s"}};
        switch (fault) {
            case store_fault::work:
                return {fault, {.what = "the store refused this: " + said}};
            case store_fault::lost:
                return {fault,
                        {.what = "the connection to the store " + name_ + " was lost: " + said,
                         .expected = "that PostgreSQL can be reached; it is tried again"}};
            case store_fault::damaged:
                return damaged_store(name_, said);
            default:
                return {fault, {.what = "the store " + name_ + " cannot be used: " + said}};
        }
    }
}

// A number of PostgreSQL's own would not do: the database that is asked later may be another one, a standby that took
// over or a copy that was put back, which knows that number as another transaction's. A row is there or it is not.
std::string connection::sign(const std::string& writer, std::chrono::sys_seconds now)
{
    if (kind_ != backend::postgresql) return {};
    std::string sign = crypto::make_nonce();
    sql::run(native_->session,
             "INSERT INTO commit_sign (writer, sign, at) VALUES (:writer, :sign, :at) ON CONFLICT (writer) DO UPDATE "
             "SET sign = EXCLUDED.sign, at = EXCLUDED.at",
             {writer, sign, now});
    return sign;
}

void connection::forget_signs(std::chrono::sys_seconds before)
{
    if (kind_ == backend::postgresql)
        sql::run(native_->session, "DELETE FROM commit_sign WHERE at < :before", {before});
}

bool connection::was_committed(const std::string& writer, const std::string& sign)
{
    return sql::only<std::string>(native_->session, "SELECT sign FROM commit_sign WHERE writer = :writer", {writer}) ==
           sign;
}

void connection::tend_log() noexcept
{
    if (kind_ == backend::postgresql || native_->pages < log_pages) return;
    auto* const db = native_->sqlite();
    int left = 0, moved = 0;
    if (native_->pages < native_->too_many) {
        (void)sqlite_api::sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_PASSIVE, &left, &moved);
        return;
    }
    (void)sqlite_api::sqlite3_busy_timeout(db, gap_patience_ms);
    const int done = sqlite_api::sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_RESTART, &left, &moved);
    (void)sqlite_api::sqlite3_busy_timeout(db, sqlite_patience_seconds * 1000);
    // no gap was found: not at once again, or writers would wait at each commit
    native_->too_many = done == SQLITE_OK ? log_pages_too_many : native_->pages + log_pages_too_many;
}

bool connection::empty_log()
{
    if (kind_ == backend::postgresql) return true;
    int left = 0, moved = 0;
    return sqlite_api::sqlite3_wal_checkpoint_v2(native_->sqlite(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, &left,
                                                 &moved) == SQLITE_OK;
}

void connection::copy_into(const std::filesystem::path& file)
{
    sql::run(native_->session, "VACUUM INTO :file", {file.string()});
}

}  // namespace offlist::store
