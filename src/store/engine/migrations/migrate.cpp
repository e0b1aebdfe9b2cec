#include "store/engine/migrations/migrate.hpp"

#include <boost/assert.hpp>
#include <optional>

#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

std::string refusal_in_sqlite(const std::string& table)
{
    return " BEGIN SELECT RAISE(ABORT, 'rows of " + table + " are never changed or deleted'); END";
}

// Deleting is allowed where `permit` holds, an expression over OLD; nowhere when it is empty.
std::string no_delete_in_sqlite(const std::string& table, const std::string& permit)
{
    return "CREATE TRIGGER " + table + "_no_delete BEFORE DELETE ON " + table +
           (permit.empty() ? "" : " WHEN NOT " + permit) + refusal_in_sqlite(table);
}

std::string keeper_in_postgresql(const std::string& table, const std::string& permit)
{
    const std::string allow =
        permit.empty() ? std::string() : "IF TG_OP = 'DELETE' THEN IF " + permit + " THEN RETURN OLD; END IF; END IF; ";
    return "CREATE OR REPLACE FUNCTION " + table + "_keep() RETURNS trigger LANGUAGE plpgsql AS $keep$ BEGIN " + allow +
           "RAISE EXCEPTION 'rows of " + table + " are never changed or deleted'; END $keep$";
}

// Rows of the table can be neither changed nor deleted, but for those of an account whose data is being destroyed.
std::vector<std::string> append_only(backend kind, const std::string& table, const std::string& account)
{
    const std::string permit =
        account.empty() ? std::string() : "EXISTS (SELECT 1 FROM destruction WHERE account = OLD." + account + ")";
    if (kind == backend::sqlite)
        return {"CREATE TRIGGER " + table + "_no_update BEFORE UPDATE ON " + table + refusal_in_sqlite(table),
                no_delete_in_sqlite(table, permit)};
    return {keeper_in_postgresql(table, permit),
            "CREATE TRIGGER " + table + "_no_change BEFORE UPDATE OR DELETE ON " + table +
                " FOR EACH ROW EXECUTE FUNCTION " + table + "_keep()",
            "CREATE TRIGGER " + table + "_no_truncate BEFORE TRUNCATE ON " + table +
                " FOR EACH STATEMENT EXECUTE FUNCTION " + table + "_keep()"};
}

// Of a table that is append_only: rows of a delisting may go with the data of its account.
std::vector<std::string> goes_with_delisting(backend kind, const std::string& table)
{
    const std::string permit =
        "EXISTS (SELECT 1 FROM delisting d JOIN destruction x ON x.account = d.account WHERE d.id = OLD.delisting)";
    if (kind == backend::sqlite) return {"DROP TRIGGER " + table + "_no_delete", no_delete_in_sqlite(table, permit)};
    return {keeper_in_postgresql(table, permit)};
}

// What stands between `opening` and the final brace; none: the statement is another one.
std::optional<std::string> words_after(std::string_view opening, const std::string& statement)
{
    if (!statement.starts_with(opening)) return std::nullopt;
    BOOST_ASSERT(statement.ends_with('}'));
    return statement.substr(opening.size(), statement.size() - opening.size() - 1);
}

parsed<int> schema_in(soci::session& s, const std::string& name, const std::vector<migration>& known)
{
    const int have = sql::only<int>(s, "SELECT COALESCE(MAX(number), 0) FROM schema_migration").value_or(0);
    const int last = known.empty() ? 0 : known.back().number;
    if (have > last)
        return problem{.what = "the store " + name + " has schema " + std::to_string(have) +
                               ", made by a newer offlist; this one knows schema " + std::to_string(last),
                       .expected = "the newer program, or the backup made before it first ran"};
    return have;
}

}  // namespace

std::vector<std::string> spelled_for(backend kind, const std::string& statement)
{
    if (const auto text = words_after("{sqlite ", statement))
        return kind == backend::sqlite ? spelled_for(kind, *text) : std::vector<std::string>();
    if (const auto text = words_after("{postgresql ", statement))
        return kind == backend::postgresql ? spelled_for(kind, *text) : std::vector<std::string>();
    if (const auto table = words_after("{goes_with_delisting ", statement)) return goes_with_delisting(kind, *table);
    if (auto table = words_after("{append_only ", statement)) {
        std::string account;
        if (const auto space = table->find(' '); space != std::string::npos) {
            account = table->substr(space + 1);
            table->resize(space);
        }
        return append_only(kind, *table, account);
    }
    std::string text = statement;
    const bool sqlite = kind == backend::sqlite;
    replace_all(text, "{id}",
                sqlite ? "INTEGER PRIMARY KEY AUTOINCREMENT" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
    replace_all(text, "{text}", sqlite ? "TEXT" : "TEXT COLLATE \"C\"");
    return {text};
}

parsed<int> schema_of(connection& c, backend kind, const std::string& name, const std::vector<migration>& known)
{
    auto& s = c.session();
    const std::string asked = kind == backend::sqlite
                                  ? "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migration'"
                                  : "SELECT CASE WHEN to_regclass('schema_migration') IS NULL THEN 0 ELSE 1 END";
    try {
        if (sql::only<int>(s, asked).value_or(0) == 0) return 0;
        return schema_in(s, name, known);
    } catch (...) {
        throw c.what_happened();  // NOLINT(misc-throw-by-value-catch-by-reference): a new one
    }
}

parsed<void> migrate(connection& c, backend kind, const std::string& name, const std::vector<migration>& known,
                     std::chrono::sys_seconds now)
{
    try {
        c.begin();
        auto& s = c.session();
        sql::run(s,
                 "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                 "applied_at BIGINT NOT NULL)");
        const auto have = schema_in(s, name, known);
        if (!have) {
            c.roll_back();
            return have.error();
        }
        for (const auto& m : known) {
            if (m.number <= *have) continue;
            for (const auto& statement : m.statements)
                for (const auto& text : spelled_for(kind, statement)) sql::run(s, text);
            sql::run(s, "INSERT INTO schema_migration (number, name, applied_at) VALUES (:number, :name, :at)",
                     {m.number, m.name, now});
        }
        c.commit();
        return {};
    } catch (...) {
        auto e = c.what_happened();
        c.roll_back();
        throw e;  // NOLINT(misc-throw-by-value-catch-by-reference): a new one
    }
}

}  // namespace offlist::store
