// Mass changes: many subjects of many accounts appeared on one list at once; staff decides whether that is true.
#include <nlohmann/json.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/context.hpp"
#include "api/fields.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

std::string_view state_of(const store::mass_change_record& m)
{
    if (!m.decision) return "open";
    return *m.decision == mass_decision::release ? "released" : "dismissed";
}

nlohmann::json json_of(const store::mass_change_record& m)
{
    return {{"id", public_id("mass", m.change.id)},
            {"blocklist", m.change.blocklist},
            {"subjects", m.change.subjects},
            {"accounts", m.change.accounts},
            {"began_at", moment(m.change.began)},
            {"state", state_of(m)},
            {"decided_at", moment(m.decided_at)},
            {"decided_by", m.decision ? nlohmann::json(m.decided_by) : nlohmann::json(nullptr)},
            {"reason", m.decision ? nlohmann::json(m.reason) : nlohmann::json(nullptr)}};
}

asio::awaitable<http::response> list(call& of)
{
    query asked(of.request);
    const bool open_only = asked.word("state", {"open", "all"}) == "open";
    store::page_request which = asked.page("mass_change");
    if (asked.wrong()) co_return asked.answer();
    const auto page = co_await of.with.mass_changes.page(open_only, std::move(which));
    co_return page_answer(page, [](const auto& m) { return json_of(m); });
}

http::response decided_before()
{
    return http::problem_response(409, "decided-before", "Somebody has decided already",
                                  "The first decision stands; see GET /v1/mass-changes.");
}

asio::awaitable<http::response> decide(call& of, mass_decision what)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "mass");
    if (!id) co_return not_found();
    making job = [id = *id, what, by = of.actor(std::move(reason))](soci::session& s) -> outcome {
        const store::deciding done = store::mass_change_table::decide(s, id, what, by);
        const auto now = store::mass_change_table::find(s, id);
        if (done == store::deciding::no_such_change || !now) return {.answer = not_found(), .kept = {}, .added = {}};
        if (done == store::deciding::decided_before) return {.answer = decided_before(), .kept = {}, .added = {}};
        return {.answer = json_response(200, json_of(*now)), .kept = {}, .added = {}};
    };
    http::response answer = co_await commit(of, std::move(job));
    if (answer.status == 200) of.with.program.mass_change_decided(*id, what);
    co_return answer;
}

asio::awaitable<http::response> release(call& of)
{
    return decide(of, mass_decision::release);
}

asio::awaitable<http::response> dismiss(call& of)
{
    return decide(of, mass_decision::dismiss);
}

}  // namespace

std::vector<endpoint> mass_changes_endpoints()
{
    return {
        {.method = "GET",
         .pattern = "/v1/mass-changes",
         .who = staff_only,
         .query = {"state", "limit", "cursor"},
         .handle = list},
        {.method = "POST",
         .pattern = "/v1/mass-changes/{id}/release",
         .who = staff_only,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = release},
        {.method = "POST",
         .pattern = "/v1/mass-changes/{id}/dismiss",
         .who = staff_only,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = dismiss},
    };
}

}  // namespace offlist::api
