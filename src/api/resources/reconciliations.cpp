// Reconciliations: what differed between the gateways and the books.
#include <billing/payment.hpp>
#include <nlohmann/json.hpp>
#include <store/money/reconciliation_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace reconciliations_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);

private:
    api_ports with_;
};

nlohmann::json json_of(const store::reconciliation& r)
{
    return {{"id", public_id("rec", r.id)}, {"gateway", r.gateway}, {"from", moment(r.from)},
            {"until", moment(r.until)},     {"payments", r.seen},   {"mended", r.mended},
            {"unexplained", r.unexplained}};
}

nlohmann::json json_of(const store::difference& d)
{
    return {{"kind", d.mended ? "mended" : "unexplained"},
            {"payment", d.payment ? nlohmann::json(order_of(*d.payment)) : nlohmann::json(nullptr)},
            {"external_id", d.external_id},
            {"what", d.what}};
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    const auto gateway = asked.word("gateway", {"stripe", "btcpay", "bitpay"});
    store::page_request which = asked.page("reconciliation");
    if (asked.wrong()) co_return asked.answer();
    auto work = [gateway, which](soci::session& s) -> parsed<store::page_of<store::reconciliation>> {
        return store::reconciliation_page(s, gateway, which);
    };
    const auto page = co_await with_.db.read(std::move(work));
    co_return page_answer(page, [](const auto& r) { return json_of(r); });
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "rec");
    if (!id) co_return not_found();
    auto work = [id](soci::session& s) -> parsed<std::optional<store::reconciliation_detail>> {
        return store::find_reconciliation(s, *id);
    };
    const auto found = co_await with_.db.read(std::move(work));
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    nlohmann::json shown = json_of((*found)->of);
    shown["differences"] = nlohmann::json::array();
    for (const store::difference& d : (*found)->differences) shown["differences"].push_back(json_of(d));
    co_return json_response(200, shown);
}

}  // namespace
}  // namespace reconciliations_resource

std::vector<endpoint> reconciliations_endpoints(const api_ports& with)
{
    using reconciliations_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/reconciliations", staff_only, to(&handlers::list), {"gateway", "limit", "cursor"}),
            endpoint::get("/v1/reconciliations/{id}", staff_only, to(&handlers::show))};
}

}  // namespace offlist::api
