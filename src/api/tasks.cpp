// Staff's tasks: what must be done by hand for delistings.
#include <nlohmann/json.hpp>
#include <services/task_service.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/context.hpp"
#include "api/delisting_text.hpp"
#include "api/fields.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

constexpr std::string_view list_name = "task";

outcome refusal_of(const refused_event& r)
{
    const std::string_view type = r.kind == job_refusal::claimed ? "claimed"
                                  : r.kind == job_refusal::stale ? "stale-claim"
                                                                 : "wrong-state";
    return {
        .answer = http::problem_response(409, type, "The task cannot be worked on so", r.why), .kept = {}, .added = {}};
}

outcome shown_after(soci::session& s, const std::optional<store::worked_task>& done, const catalog& lists)
{
    if (!done) return {.answer = not_found(), .kept = {}, .added = {}};
    if (done->refused) return refusal_of(*done->refused);
    const nlohmann::json shown = json_of(services::prefilled(s, done->now, lists));
    return {.answer = json_response(200, shown), .kept = {}, .added = {}};
}

asio::awaitable<http::response> list(call& of)
{
    query asked(of.request);
    const auto state = asked.word("state", {"open", "claimed"});
    store::page_request which = asked.page(list_name);
    if (asked.wrong()) co_return asked.answer();
    using shown_page = store::page_of<nlohmann::json>;
    auto job = [state, which, lists = of.with.program.lists()](soci::session& s) -> parsed<shown_page> {
        const auto page = store::task_page(s, state, which);
        if (!page) return page.error();
        shown_page shown{.items = {}, .next = page->next};
        for (const store::staff_task& t : page->items)
            shown.items.push_back(json_of(services::prefilled(s, t, *lists)));
        return shown;
    };
    auto page = co_await of.with.db.read(std::move(job));
    if (!page) co_return store_trouble(page.error());
    nlohmann::json items = nlohmann::json::array();
    for (nlohmann::json& item : page->items) items.push_back(std::move(item));
    co_return page_response(std::move(items), page->next);
}

asio::awaitable<http::response> claim(call& of)
{
    http::json_body body(body_of(of));
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "tsk");
    if (!id) co_return not_found();
    making job = [id = *id, by = of.actor(reason), policy = of.with.program.terms()->policy,
                  lists = of.with.program.lists()](soci::session& s) -> outcome {
        return shown_after(s, services::claim(s, id, by, policy), *lists);
    };
    co_return co_await commit(of, std::move(job));
}

constexpr std::pair<std::string_view, store::task_outcome> outcomes[] = {{"submitted", store::task_outcome::submitted},
                                                                         {"rejected", store::task_outcome::rejected}};

asio::awaitable<http::response> complete(call& of)
{
    http::json_body body(body_of(of));
    services::completion what;
    if (!body.required_text("outcome", "submitted").empty())
        what.outcome = body.word<store::task_outcome>("outcome", outcomes).value_or(store::task_outcome::submitted);
    what.note = body.note("note").value_or("");
    if (what.outcome == store::task_outcome::rejected && what.note.find_first_not_of(" \t\n\r") == std::string::npos)
        body.complain("note", "it is missing", "why, in words that the customer will read");
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "tsk");
    if (!id) co_return not_found();
    what.task = *id;
    making job = [what, by = of.actor(what.note), policy = of.with.program.terms()->policy,
                  lists = of.with.program.lists()](soci::session& s) {
        return shown_after(s, services::complete(s, what, by, policy), *lists);
    };
    co_return co_await commit(of, std::move(job));
}

}  // namespace

std::vector<endpoint> tasks_endpoints()
{
    return {
        {.method = "GET",
         .pattern = "/v1/tasks",
         .who = staff_only,
         .query = {"state", "limit", "cursor"},
         .handle = list},
        {.method = "POST",
         .pattern = "/v1/tasks/{id}/claim",
         .who = staff_only,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = claim},
        {.method = "POST",
         .pattern = "/v1/tasks/{id}/complete",
         .who = staff_only,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = complete},
    };
}

}  // namespace offlist::api
