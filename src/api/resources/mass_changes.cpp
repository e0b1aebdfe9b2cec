// Mass changes: much appeared on one list at once, or went from it; staff decides whether that is true.
#include <nlohmann/json.hpp>
#include <services/decide_mass_change.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
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
    asio::awaitable<http::response> release(call& of);
    asio::awaitable<http::response> dismiss(call& of);

private:
    asio::awaitable<http::response> decide(call& of, mass_decision what);

    api_ports with_;
    store::mass_change_table mass_changes_;
};

std::string_view state_of(const store::mass_change_record& m)
{
    if (!m.change.decision) return "open";
    return *m.change.decision == mass_decision::release ? "released" : "dismissed";
}

nlohmann::json json_of(const store::mass_change_record& m)
{
    return {{"id", public_id("mass", m.change.id)},
            {"blocklist", m.change.blocklist},
            {"direction", to_string(m.change.direction)},
            {"subjects", m.change.subjects},
            {"accounts", m.change.accounts},
            {"began_at", moment(m.change.began)},
            {"state", state_of(m)},
            {"decided_at", moment(m.decided_at)},
            {"decided_by", m.change.decision ? nlohmann::json(m.decided_by) : nlohmann::json(nullptr)},
            {"reason", m.change.decision ? nlohmann::json(m.reason) : nlohmann::json(nullptr)}};
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    const bool open_only = asked.word("state", {"open", "all"}) == "open";
    store::page_request which = asked.page("mass_change");
    if (asked.wrong()) co_return asked.answer();
    const auto page = co_await mass_changes_.page(open_only, std::move(which));
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
    return {endpoint::get("/v1/mass-changes", staff_only, to(&handlers::list), {"state", "limit", "cursor"}),
            endpoint::post_once("/v1/mass-changes/{id}/release", staff_only, to(&handlers::release)),
            endpoint::post_once("/v1/mass-changes/{id}/dismiss", staff_only, to(&handlers::dismiss))};
}

}  // namespace offlist::api
