// Mass changes: many subjects of many accounts appeared on one list at once; staff decides whether that is true.
#include <nlohmann/json.hpp>
#include <store/mass_change_book.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/context.hpp"
#include "api/fields.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

std::string_view state_of(const store::mass_change_record& m)
{
    if (!m.decision) return "open";
    return *m.decision == store::mass_decision::release ? "released" : "dismissed";
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
    if (!page) co_return store_trouble(page.error());
    nlohmann::json items = nlohmann::json::array();
    for (const store::mass_change_record& m : page->items) items.push_back(json_of(m));
    co_return page_response(std::move(items), page->next);
}

asio::awaitable<http::response> decide(call& of, store::mass_decision what)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "mass");
    if (!id) co_return not_found();
    store::actor by = of.actor(std::move(reason));
    const auto done = co_await of.with.mass_changes.decide(*id, what, std::move(by));
    if (!done) co_return store_trouble(done.error());
    if (*done == store::deciding::no_such_change) co_return not_found();
    if (*done == store::deciding::decided_before)
        co_return http::problem_response(409, "decided-before", "Somebody has decided already",
                                         "The first decision stands; see GET /v1/mass-changes.");
    of.with.program.mass_change_decided(*id, what);
    const auto found = co_await of.with.mass_changes.find(*id);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    co_return json_response(200, json_of(**found));
}

asio::awaitable<http::response> release(call& of)
{
    return decide(of, store::mass_decision::release);
}

asio::awaitable<http::response> dismiss(call& of)
{
    return decide(of, store::mass_decision::dismiss);
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
         .handle = release},
        {.method = "POST",
         .pattern = "/v1/mass-changes/{id}/dismiss",
         .who = staff_only,
         .query = {},
         .body = body_kind::json,
         .handle = dismiss},
    };
}

}  // namespace offlist::api
