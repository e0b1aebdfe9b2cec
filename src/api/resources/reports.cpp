// Reports for staff: the trial balance of a month, suspense, what happened to a payment, what delistings come to by
// list.
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <store/money/ledger_reports.hpp>
#include <store/money/payment_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/json/adjustment_text.hpp"
#include "api/json/money_text.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace reports_resource {
namespace {

using std::chrono::sys_seconds;

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> trial_balance(call& of);
    asio::awaitable<http::response> suspense(call& of);
    asio::awaitable<http::response> history(call& of);
    asio::awaitable<http::response> by_list(call& of);

private:
    api_ports with_;
};

struct month_of_report {
    sys_seconds from{};
    sys_seconds until{};
};

/// `2026-11`; the month of now where nothing is said. After a problem was noted, any.
month_of_report month_field(query& asked, sys_seconds now)
{
    namespace chr = std::chrono;
    const chr::year_month_day today{chr::floor<chr::days>(now)};
    chr::year_month month = today.year() / today.month();
    if (const auto text = asked.text("month")) {
        const auto digits = [&](std::size_t at, std::size_t count) {
            return text->substr(at, count).find_first_not_of("0123456789") == std::string::npos;
        };
        const bool shaped = text->size() == 7 && (*text)[4] == '-' && digits(0, 4) && digits(5, 2);
        if (shaped)
            month = chr::year{std::stoi(text->substr(0, 4))} /
                    chr::month{static_cast<unsigned>(std::stoi(text->substr(5)))};
        if (!shaped || !month.ok() || month.year() < chr::year{1970}) {
            asked.complain("month", quoted(*text) + " is no month", "a year and a month, such as 2026-11");
            return {};
        }
    }
    return {chr::sys_days{month / 1}, chr::sys_days{(month + chr::months{1}) / 1}};
}

nlohmann::json json_of(const store::trial_line& l)
{
    const auto amount = [&l](std::int64_t cents) { return api::json_of(money{cents, l.in}); };
    return {{"account", l.account},
            {"opening", amount(l.opening)},
            {"debits", amount(l.debits)},
            {"credits", amount(l.credits)},
            {"closing", amount(l.closing())}};
}

asio::awaitable<http::response> handlers::trial_balance(call& of)
{
    query asked(of.request);
    const month_of_report month = month_field(asked, with_.time.now_seconds());
    if (asked.wrong()) co_return asked.answer();
    auto work = [month](soci::session& s) -> parsed<std::vector<store::trial_line>> {
        return store::trial_balance(s, month.from, month.until);
    };
    const auto lines = co_await with_.db.read(std::move(work));
    if (!lines) co_return store_trouble(lines.error());
    nlohmann::json items = nlohmann::json::array();
    for (const store::trial_line& l : *lines) items.push_back(json_of(l));
    nlohmann::json shown = {{"from", moment(month.from)}, {"to", moment(month.until)}};
    shown["items"] = std::move(items);
    co_return json_response(200, shown);
}

asio::awaitable<http::response> handlers::suspense(call& of)
{
    query asked(of.request);
    store::page_request which = asked.page("suspense");
    if (asked.wrong()) co_return asked.answer();
    struct found {
        store::page_of<transfer> page;
        std::vector<money> balances;
    };
    auto work = [which](soci::session& s) -> parsed<found> {
        auto page = store::suspense_page(s, which);
        if (!page) return page.error();
        return found{std::move(*page), store::suspense_balances(s)};
    };
    const parsed<found> all = co_await with_.db.read(std::move(work));
    if (!all) co_return store_trouble(all.error());
    nlohmann::json balances = nlohmann::json::array();
    for (const money& m : all->balances) balances.push_back(api::json_of(m));
    nlohmann::json items = nlohmann::json::array();
    for (const transfer& t : all->page.items) items.push_back(api::json_of(t));
    nlohmann::json shown = {{"next", nullptr}};
    if (all->page.next) shown["next"] = *all->page.next;
    shown["balances"] = std::move(balances);
    shown["items"] = std::move(items);
    co_return json_response(200, shown);
}

asio::awaitable<http::response> handlers::history(call& of)
{
    const auto id = id_in_path(of, "pay");
    if (!id) co_return not_found();
    struct found {
        std::optional<payment> is;
        std::vector<store::payment_change> changes;
        std::vector<store::adjustment_record> adjusted;
    };
    auto work = [id = *id](soci::session& s) -> parsed<found> {
        const store::adjustment_filter about{.state = {}, .account = {}, .payment = id};
        auto adjusted = store::adjustment_page(s, about, {.cursor = {}, .limit = store::longest_page});
        if (!adjusted) return adjusted.error();
        return found{store::payment_table::find(s, id), store::payment_history(s, id), std::move(adjusted->items)};
    };
    const parsed<found> all = co_await with_.db.read(std::move(work));
    if (!all) co_return store_trouble(all.error());
    if (!all->is) co_return not_found();
    nlohmann::json items = nlohmann::json::array();
    for (const store::payment_change& c : all->changes) {
        nlohmann::json one = {{"at", moment(c.at)},
                              {"to", c.to},
                              {"received", api::json_of(money{c.received, all->is->amount.in})},
                              {"actor", c.actor},
                              {"note", c.note}};
        one["from"] = c.from.empty() ? nlohmann::json(nullptr) : nlohmann::json(c.from);
        items.push_back(std::move(one));
    }
    nlohmann::json adjustments = nlohmann::json::array();
    for (const store::adjustment_record& a : all->adjusted) adjustments.push_back(api::json_of(a));
    nlohmann::json shown = {{"next", nullptr}};
    shown["items"] = std::move(items);
    shown["adjustments"] = std::move(adjustments);
    co_return json_response(200, shown);
}

asio::awaitable<http::response> handlers::by_list(call& of)
{
    query asked(of.request);
    const auto from = asked.moment("from").value_or(sys_seconds{});
    const auto until = asked.moment("to").value_or(with_.time.now_seconds() + std::chrono::seconds{1});
    if (until <= from) asked.complain("to", "it does not lie behind `from`", "a later moment");
    if (asked.wrong()) co_return asked.answer();
    auto work = [from, until](soci::session& s) -> parsed<std::vector<store::list_result>> {
        return store::results_by_list(s, from, until);
    };
    const auto lists = co_await with_.db.read(std::move(work));
    if (!lists) co_return store_trouble(lists.error());
    nlohmann::json items = nlohmann::json::array();
    for (const store::list_result& r : *lists)
        items.push_back({{"blocklist", r.blocklist},
                         {"ordered", r.ordered},
                         {"live", r.live()},
                         {"succeeded", r.succeeded},
                         {"failed", r.failed},
                         {"cancelled", r.cancelled},
                         {"again", r.again},
                         {"relisted", r.relisted}});
    co_return page_response(std::move(items), std::nullopt);
}

}  // namespace
}  // namespace reports_resource

std::vector<endpoint> reports_endpoints(const api_ports& with)
{
    using reports_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/reports/trial-balance", staff_only, to(&handlers::trial_balance), {"month"}),
            endpoint::get("/v1/reports/suspense", staff_only, to(&handlers::suspense), {"limit", "cursor"}),
            endpoint::get("/v1/reports/delistings", staff_only, to(&handlers::by_list), {"from", "to"}),
            endpoint::get("/v1/payments/{id}/history", staff_only, to(&handlers::history))};
}

}  // namespace offlist::api
