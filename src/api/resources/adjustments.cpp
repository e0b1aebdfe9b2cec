// Adjustments: what staff has put right in accounts' funds, and what waits for a second person. For staff.
#include <nlohmann/json.hpp>
#include <services/payments/adjust_funds.hpp>
#include <store/money/adjustment_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/json/adjustment_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace adjustments_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> approve(call& of);
    asio::awaitable<http::response> reject(call& of);

private:
    asio::awaitable<http::response> decide(call& of, bool approves);

    api_ports with_;
};

constexpr std::string_view list_name = "adjustment";

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::adjustment_filter filter;
    if (const auto state = asked.word("state", {"proposed", "made", "rejected"}))
        filter.state = store::parse_adjustment_state(*state);
    filter.account = asked.id("account", "acc");
    store::page_request which = asked.page(list_name);
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, filter.account)) co_return std::move(*refused);
    auto look = [filter, which](soci::session& s) -> parsed<store::page_of<store::adjustment_record>> {
        return store::adjustment_page(s, filter, which);
    };
    const auto page = co_await with_.db.read(std::move(look));
    co_return page_answer(page, [](const auto& a) { return json_of(a); });
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "adj");
    if (!id) co_return not_found();
    auto look = [id = *id](soci::session& s) -> parsed<std::optional<store::adjustment_record>> {
        return store::find_adjustment(s, id);
    };
    const auto found = co_await with_.db.read(std::move(look));
    if (!found) co_return store_trouble(found.error());
    co_return *found ? json_response(200, json_of(**found)) : not_found();
}

asio::awaitable<http::response> handlers::decide(call& of, bool approves)
{
    const auto terms = with_.program.terms();
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "adj");
    if (!id) co_return not_found();
    services::decide_adjustment decision{.id = *id,
                                         .approve = approves,
                                         .by = of.actor(std::move(reason)),
                                         .policy = terms->policy,
                                         .in = terms->prices ? terms->prices->in : currency{}};
    making job = answered(std::move(decision), shown_adjustment);
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::approve(call& of)
{
    return decide(of, true);
}

asio::awaitable<http::response> handlers::reject(call& of)
{
    return decide(of, false);
}

}  // namespace
}  // namespace adjustments_resource

std::vector<endpoint> adjustments_endpoints(const api_ports& with)
{
    using adjustments_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/adjustments", staff_only, to(&handlers::list),
                          {"state", "account", "total", "sort", "limit", "cursor"}),
            endpoint::get("/v1/adjustments/{id}", staff_only, to(&handlers::show)),
            endpoint::post_once("/v1/adjustments/{id}/approve", admins_only, to(&handlers::approve)),
            endpoint::post_once("/v1/adjustments/{id}/reject", staff_only, to(&handlers::reject))};
}

}  // namespace offlist::api
