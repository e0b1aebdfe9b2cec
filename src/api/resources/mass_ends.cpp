// Mass ends: many delistings would end by one cause at once; staff decides whether they do.
#include <nlohmann/json.hpp>
#include <services/decide_mass_end.hpp>
#include <store/delistings/mass_end_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/json/mass_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace mass_ends_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> end(call& of);
    asio::awaitable<http::response> keep(call& of);

private:
    asio::awaitable<http::response> decide(call& of, bool ends);

    api_ports with_;
};

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    const bool open_only = asked.word("state", {"open", "all"}) == "open";
    store::page_request which = asked.page("mass_end");
    if (asked.wrong()) co_return asked.answer();
    auto work = [open_only, which](soci::session& s) -> parsed<store::page_of<store::mass_end>> {
        return store::mass_end_page(s, open_only, which);
    };
    const auto page = co_await with_.db.read(std::move(work));
    co_return page_answer(page, [](const auto& m) { return json_of(m); });
}

http::response shown_after(const services::decided_mass_end& done)
{
    if (!done.now) return not_found();
    if (done.decided_before)
        return http::problem_response(409, "decided-before", "Somebody has decided already",
                                      "The first decision stands; see GET /v1/mass-ends.");
    nlohmann::json shown = json_of(*done.now);
    shown["ended"] = done.ended;
    return json_response(200, shown);
}

asio::awaitable<http::response> handlers::decide(call& of, bool ends)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "end");
    if (!id) co_return not_found();
    services::decide_mass_end decision{
        .id = *id, .end = ends, .by = of.actor(std::move(reason)), .policy = with_.program.terms()->policy};
    making job = answered(std::move(decision), shown_after);
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::end(call& of)
{
    return decide(of, true);
}

asio::awaitable<http::response> handlers::keep(call& of)
{
    return decide(of, false);
}

}  // namespace
}  // namespace mass_ends_resource

std::vector<endpoint> mass_ends_endpoints(const api_ports& with)
{
    using mass_ends_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/mass-ends", staff_only, to(&handlers::list), {"state", "limit", "cursor"}),
            endpoint::post_once("/v1/mass-ends/{id}/end", staff_only, to(&handlers::end)),
            endpoint::post_once("/v1/mass-ends/{id}/keep", staff_only, to(&handlers::keep))};
}

}  // namespace offlist::api
