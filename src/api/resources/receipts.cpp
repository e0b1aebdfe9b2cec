// Receipts: money that gateways say they have received, and whether anybody knows whose it is. For staff.
#include <nlohmann/json.hpp>
#include <store/money/receipt_reader.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/filters.hpp"
#include "api/json/money_text.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace receipts_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> list(call& of);

private:
    api_ports with_;
};

nlohmann::json receipt_json(const store::shown_receipt& r)
{
    nlohmann::json shown = {{"transfer", public_id("trf", r.transfer)},
                            {"gateway", r.gateway},
                            {"external_id", r.external_id},
                            {"account", id_or_null("acc", r.account)},
                            {"matched", r.account.has_value()},
                            {"at", moment(r.at)}};
    shown["amount"] = json_of(r.amount);
    shown["surcharge"] = json_of(money{r.surcharge, r.amount.in});
    return shown;
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::receipt_filter filter;
    if (const auto matched = asked.word("matched", {"true", "false"})) filter.matched = *matched == "true";
    filter.account = asked.id("account", "acc");
    if (filter.account && filter.matched == false)
        asked.complain("account", "does not go with matched=false", "one or the other: what is unmatched is nobody's");
    store::page_request which = asked.page("receipt");
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, filter.account)) co_return std::move(*refused);
    auto look = [filter, which](soci::session& s) -> parsed<store::page_of<store::shown_receipt>> {
        return store::receipt_page(s, filter, which);
    };
    const auto page = co_await with_.db.read(std::move(look));
    co_return page_answer(page, [](const auto& r) { return receipt_json(r); });
}

}  // namespace
}  // namespace receipts_resource

std::vector<endpoint> receipts_endpoints(const api_ports& with)
{
    using receipts_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/receipts", staff_only, to(&handlers::list),
                          {"matched", "account", "total", "limit", "cursor"})};
}

}  // namespace offlist::api
