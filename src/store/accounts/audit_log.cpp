#include "store/accounts/audit_log.hpp"

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view audit_list = "audit";

// The log outlives a customer's data, so it has no address of one.
std::string name_of(const caller& who)
{
    return who.role == role::customer && who.person > 0 ? public_id("per", who.person) : who.name;
}

void write(soci::session& s, const actor& by, std::string_view action, const std::string& object,
           const std::string& detail)
{
    sql::run(s,
             "INSERT INTO audit (at, token, person, role, actor, action, object, reason, detail) "
             "VALUES (:at, :token, :person, :role, :actor, :action, :object, :reason, :detail)",
             {by.at, by.who.token, by.who.person, to_string(by.who.role), name_of(by.who), action, object, by.reason,
              detail});
}

}  // namespace

boost::asio::awaitable<parsed<page_of<audit_record>>> audit_log::page(page_request which)
{
    auto work = [which](soci::session& s) -> parsed<page_of<audit_record>> {
        const auto start = start_of(audit_list, which, direction::newest_first);
        if (!start) return start.error();
        std::vector<audit_record> found;
        sql::for_each<std::int64_t, std::chrono::sys_seconds, std::int64_t, std::int64_t, std::string, std::string,
                      std::string, std::string, std::string, std::string>(
            s,
            "SELECT id, at, token, person, role, actor, action, object, reason, detail FROM audit WHERE id < :before "
            "ORDER BY id DESC LIMIT :count",
            {start->id, rows_of(which) + 1},
            [&found](auto id, auto at, auto token, auto person, auto role, auto actor, auto action, auto object,
                     auto reason, auto detail) {
                found.push_back({.id = id,
                                 .at = at,
                                 .token = token,
                                 .person = person,
                                 .role = parse_role(role).value_or(offlist::role::customer),
                                 .actor = std::move(actor),
                                 .action = std::move(action),
                                 .object = std::move(object),
                                 .reason = std::move(reason),
                                 .detail = std::move(detail)});
            });
        return cut(audit_list, std::move(found), which,
                   [](const audit_record& r) { return place{.at = 0, .id = r.id}; });
    };
    co_return co_await db_.read(std::move(work));
}

void audit_log::note(soci::session& s, const actor& by, std::string_view action, const std::string& object,
                     const std::string& detail)
{
    if (by.who.role != role::customer) write(s, by, action, object, detail);
}

void audit_log::note_always(soci::session& s, const actor& by, std::string_view action, const std::string& object,
                            const std::string& detail)
{
    write(s, by, action, object, detail);
}

}  // namespace offlist::store
