// Mass changes: much appeared on one list at once, or went from it; staff decides whether that is true.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <services/decide_mass_change.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/json/mass_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace mass_changes_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), mass_changes_(with.db) {}

    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> release(call& of);
    asio::awaitable<http::response> dismiss(call& of);

private:
    asio::awaitable<http::response> decide(call& of, mass_decision what);

    api_ports with_;
    store::mass_change_table mass_changes_;
};

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "mass");
    if (!id) co_return not_found();
    using found_change = std::optional<store::mass_change_record>;
    auto look = [id](soci::session& s) -> parsed<found_change> { return store::mass_change_table::find(s, *id); };
    const auto found = co_await with_.db.read(std::move(look));
    if (!found) co_return store_trouble(found.error());
    co_return *found ? json_response(200, json_of(**found)) : not_found();
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::mass_change_filter filter;
    filter.state = asked.words("state", {"open", "released", "dismissed", "all"});
    if (std::find(filter.state.begin(), filter.state.end(), "all") != filter.state.end()) filter.state.clear();
    filter.blocklist = asked.texts("blocklist");
    if (const auto way = asked.word("direction", {"opening", "closing"}))
        filter.direction = *way == "closing" ? mass_direction::closing : mass_direction::opening;
    store::page_request which = asked.page("mass_change");
    co_await check_blocklists(asked, with_, filter.blocklist);
    if (asked.wrong()) co_return asked.answer();
    const auto page = co_await mass_changes_.page(std::move(filter), std::move(which));
    co_return page_answer(page, [](const auto& m) { return json_of(m); });
}

http::response decided_before()
{
    return http::problem_response(409, "decided-before", "Somebody has decided already",
                                  "The first decision stands; see GET /v1/mass-changes.");
}

http::response shown_after(const services::decided_mass_change& done)
{
    switch (done.what) {
        case store::deciding::no_such_change:
            return not_found();
        case store::deciding::decided_before:
            return decided_before();
        case store::deciding::decided:
            break;
    }
    return json_response(200, json_of(done.now));
}

asio::awaitable<http::response> handlers::decide(call& of, mass_decision what)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "mass");
    if (!id) co_return not_found();
    services::decide_mass_change decision{.id = *id, .what = what, .by = of.actor(std::move(reason))};
    making job = answered(std::move(decision), shown_after);
    http::response answer = co_await commit(with_, of, std::move(job));
    if (answer.status == 200) with_.program.mass_change_decided(*id, what);
    co_return answer;
}

asio::awaitable<http::response> handlers::release(call& of)
{
    return decide(of, mass_decision::release);
}

asio::awaitable<http::response> handlers::dismiss(call& of)
{
    return decide(of, mass_decision::dismiss);
}

}  // namespace
}  // namespace mass_changes_resource

std::vector<endpoint> mass_changes_endpoints(const api_ports& with)
{
    using mass_changes_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/mass-changes", staff_only, to(&handlers::list),
                          {"state", "blocklist", "direction", "total", "limit", "cursor"}),
            endpoint::get("/v1/mass-changes/{id}", staff_only, to(&handlers::show)),
            endpoint::post_once("/v1/mass-changes/{id}/release", staff_only, to(&handlers::release)),
            endpoint::post_once("/v1/mass-changes/{id}/dismiss", staff_only, to(&handlers::dismiss))};
}

}  // namespace offlist::api
