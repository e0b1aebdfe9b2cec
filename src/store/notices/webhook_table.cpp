#include "store/notices/webhook_table.hpp"

#include <sstream>

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view webhook_list = "webhook";

const std::string webhook_columns =
    "SELECT id, account, url, events, secret, after_event, created_at, failing_since, last_try_at, last_said, off_at, "
    "off_why FROM webhook ";

// Names of events hold no spaces.
std::string joined(const std::vector<std::string>& events)
{
    std::string text;
    for (const std::string& e : events) text += (text.empty() ? "" : " ") + e;
    return text;
}

std::vector<std::string> words_of(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

std::vector<webhook_record> select_webhooks(soci::session& s, const std::string& rest, sql::parameters given)
{
    using moment = std::optional<sys_seconds>;
    std::vector<webhook_record> found;
    sql::for_each<std::int64_t, std::optional<std::int64_t>, std::string, std::string, std::string, std::int64_t,
                  sys_seconds, moment, moment, std::string, moment, std::string>(
        s, webhook_columns + rest, std::move(given),
        [&found](auto id, auto account, auto url, auto events, auto secret, auto after, auto created, auto failing,
                 auto tried, auto said, auto off, auto why) {
            found.push_back({.id = id,
                             .account = account,
                             .url = std::move(url),
                             .events = words_of(events),
                             .secret = std::move(secret),
                             .after_event = after,
                             .created_at = created,
                             .failing_since = failing,
                             .last_try_at = tried,
                             .last_said = std::move(said),
                             .off_at = off,
                             .off_why = std::move(why)});
        });
    return found;
}

std::int64_t count_of(soci::session& s, std::optional<std::int64_t> account)
{
    return (account ? sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM webhook WHERE account = :account", {*account})
                    : sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM webhook WHERE account IS NULL"))
        .value_or(0);
}

std::string owner_text(std::optional<std::int64_t> account)
{
    return account ? public_id("acc", *account) : std::string("staff");
}

}  // namespace

std::variant<webhook_record, refused_webhook_order> webhook_table::add(soci::session& s, const webhook_order& order,
                                                                       std::size_t most, const actor& by)
{
    if (order.account &&
        !sql::only<int>(s, "SELECT 1 FROM account WHERE id = :id AND state = 'active'", {*order.account}))
        return refused_webhook_order::no_account;
    if (count_of(s, order.account) >= static_cast<std::int64_t>(most)) return refused_webhook_order::too_many;
    const auto newest = sql::only<std::int64_t>(s, "SELECT COALESCE(MAX(id), 0) FROM outbox").value_or(0);
    const auto id = sql::only<std::int64_t>(
                        s,
                        "INSERT INTO webhook (account, url, events, secret, after_event, created_at, rest_until, "
                        "failures, last_said, off_why) VALUES (:account, :url, :events, :secret, :after, :at, 0, 0, "
                        "'', '') RETURNING id",
                        {order.account, order.url, joined(order.events), order.secret, newest, by.at})
                        .value();
    audit_log::note(s, by, "webhook.create", public_id("whk", id), "of " + owner_text(order.account));
    webhook_record made;
    made.id = id;
    made.account = order.account;
    made.url = order.url;
    made.events = order.events;
    made.secret = order.secret;
    made.after_event = newest;
    made.created_at = by.at;
    return made;
}

std::optional<webhook_record> webhook_table::find(soci::session& s, std::int64_t id)
{
    auto found = select_webhooks(s, "WHERE id = :id", {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

bool webhook_table::remove(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of, const actor& by)
{
    const auto found = find(s, id);
    if (!found || (only_of && found->account != only_of)) return false;
    sql::run(s, "DELETE FROM webhook WHERE id = :id", {id});
    audit_log::note(s, by, "webhook.delete", public_id("whk", id), "of " + owner_text(found->account));
    return true;
}

void webhook_table::remove_all(soci::session& s, std::int64_t account)
{
    sql::run(s, "DELETE FROM webhook WHERE account = :account", {account});
}

std::vector<webhook_listener> webhook_table::listeners(soci::session& s, std::optional<std::int64_t> account)
{
    std::vector<webhook_listener> all;
    const auto add = [&](const std::string& whose, sql::parameters given) {
        sql::for_each<std::int64_t, std::optional<std::int64_t>, std::string, std::int64_t>(
            s,
            "SELECT id, account, events, after_event FROM webhook WHERE " + whose + " AND off_at IS NULL ORDER BY id",
            std::move(given), [&all](auto id, auto owner, auto events, auto after) {
                all.push_back({.webhook = id, .to = {.account = owner, .kinds = words_of(events), .after = after}});
            });
    };
    add("account IS NULL", {});
    if (account) add("account = :account", {*account});
    return all;
}

boost::asio::awaitable<parsed<page_of<webhook_record>>> webhook_table::page(std::optional<std::int64_t> account,
                                                                            page_request which)
{
    auto work = [account, which](soci::session& s) -> parsed<page_of<webhook_record>> {
        const auto read = [&s](const std::string& rest, sql::parameters given) {
            return select_webhooks(s, rest, std::move(given));
        };
        return page_by_id(webhook_list, account, which, read);
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<bool>> webhook_table::remove(std::int64_t id, std::optional<std::int64_t> only_of,
                                                           actor by)
{
    auto work = [id, only_of, by = std::move(by)](soci::session& s) -> parsed<bool> {
        return remove(s, id, only_of, by);
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<webhook_figures>> webhook_table::figures()
{
    auto work = [](soci::session& s) -> parsed<webhook_figures> {
        webhook_figures f;
        f.on = sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM webhook WHERE off_at IS NULL").value_or(0);
        f.off = sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM webhook WHERE off_at IS NOT NULL").value_or(0);
        f.waiting =
            sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM notification WHERE next_try_at IS NOT NULL").value_or(0);
        return f;
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
