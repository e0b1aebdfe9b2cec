#include "store/accounts/audit_log.hpp"

#include "store/engine/conditions.hpp"
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

// All that names the account or a thing of it. What people and webhooks leave when they are gone names it in `detail`.
constexpr std::string_view about_account =
    "(object IN (SELECT 'acc_' || id FROM account WHERE id = :account0 UNION ALL "
    "SELECT 'sub_' || id FROM subject WHERE account = :account1 UNION ALL "
    "SELECT 'tok_' || id FROM token WHERE account = :account2 UNION ALL "
    "SELECT 'del_' || id FROM delisting WHERE account = :account3 UNION ALL "
    "SELECT 'pay_' || id FROM payment WHERE account = :account4 UNION ALL "
    "SELECT 'whk_' || id FROM webhook WHERE account = :account5 UNION ALL "
    "SELECT 'tsk_' || t.id FROM staff_task t JOIN delisting d ON d.id = t.delisting WHERE d.account = :account6 "
    "UNION ALL SELECT 'tsk_' || t.id FROM staff_task t JOIN subject x ON x.id = t.subject WHERE x.account = :account7 "
    "UNION ALL SELECT 'per_' || person FROM membership WHERE account = :account8) OR "
    "(((action >= 'person.' AND action < 'person/') OR (action >= 'webhook.' AND action < 'webhook/')) AND "
    "(detail = :whose0 OR detail = :whose1 OR detail LIKE :whose2)))";

sql::conditions conditions_of(const audit_filter& filter)
{
    sql::conditions where;
    where.among("actor", "actor", filter.actor);
    where.among("action", "action", filter.action);
    std::vector<std::string> roles;
    roles.reserve(filter.role.size());
    for (const offlist::role r : filter.role) roles.emplace_back(to_string(r));
    where.among("role", "role", roles);
    if (filter.object) where.add("object = :object", {*filter.object});
    if (filter.account) {
        const std::int64_t a = *filter.account;
        const std::string whose = public_id("acc", a);
        where.add(about_account, {a, a, a, a, a, a, a, a, a, whose, "of " + whose, "% of " + whose});
    }
    if (filter.from) where.add("at >= :from_moment", {*filter.from});
    if (filter.to) where.add("at < :to_moment", {*filter.to});
    return where;
}

}  // namespace

boost::asio::awaitable<parsed<std::vector<std::string>>> audit_log::words(audit_word of, int most)
{
    auto work = [of, most](soci::session& s) -> parsed<std::vector<std::string>> {
        // one look into the index for each, however long the log is
        const std::string column = of == audit_word::actor ? "actor" : "action";
        const std::string next = "SELECT MIN(" + column + ") FROM audit WHERE " + column + " > :last";
        std::vector<std::string> all;
        for (std::string last; static_cast<int>(all.size()) < most;) {
            auto word = sql::only<std::optional<std::string>>(s, next, {last}).value_or(std::nullopt);
            if (!word) break;
            last = *word;
            all.push_back(std::move(*word));
        }
        return all;
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<page_of<audit_record>>> audit_log::page(page_request which, audit_filter filter)
{
    auto work = [which, filter = std::move(filter)](soci::session& s) -> parsed<page_of<audit_record>> {
        const auto start = start_of(audit_list, which, direction::newest_first);
        if (!start) return start.error();
        sql::conditions where = conditions_of(filter);
        const sql::conditions all = where;
        const page_walk way = walk_of(which, direction::newest_first);
        where.add("id" + way.behind + ":start", {start->id});
        where.given.emplace_back(rows_of(which) + 1);
        std::vector<audit_record> found;
        sql::for_each<std::int64_t, std::chrono::sys_seconds, std::int64_t, std::int64_t, std::string, std::string,
                      std::string, std::string, std::string, std::string>(
            s,
            "SELECT id, at, token, person, role, actor, action, object, reason, detail FROM audit " + where.text +
                " ORDER BY id" + way.order + " LIMIT :count",
            std::move(where.given),
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
        auto page =
            cut(audit_list, std::move(found), which, [](const audit_record& r) { return place{.at = 0, .id = r.id}; });
        tell_total(page, which, s, "FROM audit " + all.text, all.given);
        return page;
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
