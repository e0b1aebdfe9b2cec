// What somebody sees first: counts of what is listed, under way and waiting, in one answer.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <offlist/catalog.hpp>
#include <store/accounts/account_table.hpp>
#include <store/accounts/overview.hpp>
#include <store/money/ledger_table.hpp>
#include <store/monitoring/health_reader.hpp>
#include <store/notices/outbox.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/filters.hpp"
#include "api/json/money_text.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace overview_resource {
namespace {

using std::chrono::sys_seconds;

constexpr std::size_t most_named = 20;  // sick lists

struct whole {
    store::account_overview has;
    std::optional<store::counted_news> news;
    std::vector<store::account_funds> funds;
    subject_amount monitored;
    std::vector<health_change> health;
    std::optional<store::staff_overview> staff;
};

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> show(call& of);

private:
    api_ports with_;
};

nlohmann::json lists_json(const catalog& known, const std::vector<health_change>& health)
{
    std::vector<std::string> sick;
    for (const health_change& h : health) {
        const blocklist* const list = known.find(h.blocklist);
        if (h.now == list_state::unhealthy && list != nullptr && list->enabled) sick.push_back(h.blocklist);
    }
    sick.erase(std::unique(sick.begin(), sick.end()), sick.end());  // they come by list, once for each kind of subject
    const std::size_t number = sick.size();
    if (sick.size() > most_named) sick.resize(most_named);
    return {{"asked", known.enabled().size()}, {"unhealthy", number}, {"names", sick}};
}

nlohmann::json staff_json(const store::staff_overview& o)
{
    return {{"tasks_open", o.tasks_open},
            {"tasks_claimed", o.tasks_claimed},
            {"oldest_task_at", moment(o.oldest_task_at)},
            {"mass_changes", o.mass_changes},
            {"mass_ends", o.mass_ends},
            {"adjustments", o.adjustments},
            {"payments_disputed", o.payments_disputed},
            {"webhooks_failing", o.webhooks_failing}};
}

asio::awaitable<http::response> handlers::show(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    const auto since = asked.moment("since");
    const sys_seconds now = with_.time.now_seconds();
    if (since && *since > now) asked.complain("since", "is still to come", "a moment before now");
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, account)) co_return std::move(*refused);
    if (of.only_of()) account = of.only_of();
    auto look = [account, since, staff = of.staff() && !account](soci::session& s) -> parsed<whole> {
        whole all;
        all.has = store::overview_of(s, account);
        if (since) all.news = store::news_since(s, account, *since);
        if (account) {
            all.funds = store::ledger_table::funds(s, *account);
            if (const auto found = store::account_table::find(s, *account)) all.monitored = found->has;
        }
        all.health = store::health_reader::newest(s);
        if (staff) all.staff = store::overview_of_staff(s);
        return all;
    };
    const parsed<whole> all = co_await with_.db.read(std::move(look));
    if (!all) co_return store_trouble(all.error());
    const auto lists = with_.program.lists();
    nlohmann::json shown = {
        {"as_of", moment(now)},
        {"since", moment(since)},
        {"account", id_or_null("acc", account)},
        {"exact", all->has.exact && (!all->news || all->news->exact)},
        {"listings", {{"open", all->has.listings_open}, {"unverified", all->has.listings_unverified}}},
        {"delistings", {{"live", all->has.delistings_live}, {"awaiting_funds", all->has.delistings_waiting}}},
        {"subjects", {{"pending", all->has.subjects_pending}, {"subjects", nullptr}, {"addresses", nullptr}}},
        {"funds", nullptr},
        {"news", nullptr},
        {"staff", nullptr}};
    if (of.staff()) shown["listings"]["suspected"] = all->has.listings_suspected;
    if (account) {
        shown["subjects"]["subjects"] = all->monitored.subjects;
        shown["subjects"]["addresses"] = all->monitored.addresses;
        shown["funds"] = nlohmann::json::array();
        for (const store::account_funds& f : all->funds) shown["funds"].push_back(json_of(f));
    }
    if (all->news) shown["news"] = all->news->kinds;
    if (all->staff) shown["staff"] = staff_json(*all->staff);
    shown["blocklists"] = lists_json(*lists, all->health);
    co_return json_response(200, shown);
}

}  // namespace
}  // namespace overview_resource

std::vector<endpoint> overview_endpoints(const api_ports& with)
{
    using overview_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/overview", everybody, to(&handlers::show), {"account", "since"})};
}

}  // namespace offlist::api
