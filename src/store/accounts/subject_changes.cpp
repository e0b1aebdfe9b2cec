#include "store/accounts/subject_changes.hpp"

#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

const std::string insert_removals =
    "INSERT INTO subject_change (subject, added, text, last_listing) "
    "SELECT id, 0, text, (SELECT COALESCE(MAX(id), 0) FROM listing) FROM subject WHERE removed_at IS NULL "
    "AND pending = 0 AND ";

}  // namespace

void note_added(soci::session& s, std::int64_t subject, const std::string& text)
{
    sql::run(s, "INSERT INTO subject_change (subject, added, text, last_listing) VALUES (:subject, 1, :text, 0)",
             {subject, text});
}

void note_removed(soci::session& s, std::int64_t subject)
{
    sql::run(s, insert_removals + "id = :id", {subject});
}

void note_all_removed(soci::session& s, std::int64_t account)
{
    sql::run(s, insert_removals + "account = :account ORDER BY id", {account});
}

std::int64_t newest_subject_change(soci::session& s)
{
    return sql::only<std::int64_t>(s, "SELECT COALESCE(MAX(id), 0) FROM subject_change").value_or(0);
}

std::vector<subject_change> subject_changes_after(soci::session& s, std::int64_t after, int most)
{
    std::vector<subject_change> all;
    sql::for_each<std::int64_t, bool, std::string, std::int64_t>(
        s, "SELECT id, added, text, last_listing FROM subject_change WHERE id > :after ORDER BY id LIMIT :most",
        {after, most}, [&all](auto id, auto added, auto text, auto last) {
            all.push_back({.id = id, .added = added, .text = std::move(text), .last_listing = last});
        });
    return all;
}

void forget_subject_changes(soci::session& s, std::int64_t up_to)
{
    sql::run(s, "DELETE FROM subject_change WHERE id <= :last", {up_to});
}

void destroy_subject_changes(soci::session& s, std::int64_t account)
{
    const auto unread = sql::run(
        s, "DELETE FROM subject_change WHERE subject IN (SELECT id FROM subject WHERE account = :account)", {account});
    if (unread > 0)
        sql::run(s, "INSERT INTO subject_change (subject, added, text, last_listing) VALUES (0, 0, '', 0)", {});
}

}  // namespace offlist::store
