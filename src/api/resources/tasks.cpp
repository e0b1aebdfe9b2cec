// Staff's tasks: what must be done by hand for delistings.
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <services/claim_task.hpp>
#include <services/complete_task.hpp>
#include <services/prefilled_task.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/json/delisting_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace tasks_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> claim(call& of);
    asio::awaitable<http::response> complete(call& of);

private:
    api_ports with_;
};

constexpr std::string_view list_name = "task";

http::response refusal_of(const refused_event& r)
{
    const std::string_view type = r.kind == job_refusal::claimed ? "claimed"
                                  : r.kind == job_refusal::stale ? "stale-claim"
                                                                 : "wrong-state";
    return http::problem_response(409, type, "The task cannot be worked on so", r.why);
}

http::response shown_after(const std::optional<services::worked_task>& done)
{
    if (!done) return not_found();
    if (done->refused) return refusal_of(*done->refused);
    return json_response(200, json_of(done->now));
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    const auto state = asked.word("state", {"open", "claimed"});
    store::page_request which = asked.page(list_name);
    if (asked.wrong()) co_return asked.answer();
    services::list_tasks wanted{.state = state, .which = std::move(which), .lists = with_.program.lists()};
    const auto page = co_await with_.db.read(std::move(wanted));
    co_return page_answer(page, [](const auto& p) { return json_of(p); });
}

asio::awaitable<http::response> handlers::claim(call& of)
{
    http::json_body body(body_of(of));
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "tsk");
    if (!id) co_return not_found();
    services::claim_task what{
        .id = *id, .by = of.actor(reason), .policy = with_.program.terms()->policy, .lists = with_.program.lists()};
    making job = answered(std::move(what), shown_after);
    co_return co_await commit(with_, of, std::move(job));
}

constexpr std::pair<std::string_view, store::task_outcome> outcomes[] = {{"submitted", store::task_outcome::submitted},
                                                                         {"rejected", store::task_outcome::rejected},
                                                                         {"granted", store::task_outcome::granted}};

asio::awaitable<http::response> handlers::complete(call& of)
{
    http::json_body body(body_of(of));
    services::complete_task what;
    if (!body.required_text("outcome", "submitted").empty())
        what.outcome = body.word<store::task_outcome>("outcome", outcomes).value_or(store::task_outcome::submitted);
    what.note = body.note("note").value_or("");
    if (what.outcome == store::task_outcome::rejected && what.note.find_first_not_of(" \t\n\r") == std::string::npos)
        body.complain("note", "it is missing", "why, in words that the customer will read");
    if (const auto text = body.text("sent_at")) {
        if (const auto at = parse_timestamp(*text))
            what.sent_at = *at;
        else
            body.complain("sent_at", at.error().what, at.error().expected);
    }
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "tsk");
    if (!id) co_return not_found();
    what.id = *id;
    what.by = of.actor(what.note);
    what.policy = with_.program.terms()->policy;
    what.lists = with_.program.lists();
    making job = answered(std::move(what), shown_after);
    co_return co_await commit(with_, of, std::move(job));
}

}  // namespace
}  // namespace tasks_resource

std::vector<endpoint> tasks_endpoints(const api_ports& with)
{
    using tasks_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/tasks", staff_only, to(&handlers::list), {"state", "limit", "cursor"}),
            endpoint::post_once("/v1/tasks/{id}/claim", staff_only, to(&handlers::claim)),
            endpoint::post_once("/v1/tasks/{id}/complete", staff_only, to(&handlers::complete))};
}

}  // namespace offlist::api
