// Staff's tasks: what must be done by hand for delistings.
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <services/actor_name.hpp>
#include <services/claim_task.hpp>
#include <services/complete_task.hpp>
#include <services/prefilled_task.hpp>
#include <services/release_task.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
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
    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> claim(call& of);
    asio::awaitable<http::response> release(call& of);
    asio::awaitable<http::response> complete(call& of);

private:
    asio::awaitable<void> check_worker(query& asked, const call& of, std::optional<std::string>& worker);

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

store::task_filter filter_of(query& asked)
{
    store::task_filter filter;
    filter.state = asked.words("state", {"open", "claimed", "done"});
    for (const std::string& word : asked.words("kind", {"submit", "find_out", "conflict"}))
        if (const auto kind = parse_staff_task_kind(word)) filter.kind.push_back(*kind);
    filter.blocklist = asked.texts("blocklist");
    filter.account = asked.id("account", "acc");
    filter.claimed_by = asked.text("claimed_by");
    return filter;
}

/// `me` is the caller. Somebody who has never claimed one is a typo.
asio::awaitable<void> handlers::check_worker(query& asked, const call& of, std::optional<std::string>& worker)
{
    if (!worker) co_return;
    if (*worker == "me") {
        worker = services::worker_name(of.actor({}));
        co_return;
    }
    constexpr int most_told = 200;
    auto look = [](soci::session& s) -> parsed<std::vector<std::string>> { return store::task_workers(s, most_told); };
    const auto known = co_await with_.db.read(std::move(look));
    if (known && known->size() < static_cast<std::size_t>(most_told))
        check_known(asked, "claimed_by", "worker", {*worker}, *known);
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::task_filter filter = filter_of(asked);
    store::page_request which = asked.page(list_name);
    co_await check_blocklists(asked, with_, filter.blocklist);
    co_await check_worker(asked, of, filter.claimed_by);
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, filter.account)) co_return std::move(*refused);
    services::list_tasks wanted{.filter = std::move(filter), .which = std::move(which), .lists = with_.program.lists()};
    const auto page = co_await with_.db.read(std::move(wanted));
    co_return page_answer(page, [](const auto& p) { return json_of(p); });
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "tsk");
    if (!id) co_return not_found();
    using found_task = std::optional<services::prefilled_task>;
    auto look = [id, lists = with_.program.lists()](soci::session& s) -> parsed<found_task> {
        auto task = store::find_task(s, *id);
        if (!task) return found_task();
        return found_task(services::prefilled(s, std::move(*task), *lists));
    };
    const auto found = co_await with_.db.read(std::move(look));
    if (!found) co_return store_trouble(found.error());
    co_return *found ? json_response(200, json_of(**found)) : not_found();
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

constexpr std::pair<std::string_view, store::given_back> ways_back[] = {{"no", store::given_back::not_sent},
                                                                        {"unknown", store::given_back::unsure}};

asio::awaitable<http::response> handlers::release(call& of)
{
    http::json_body body(body_of(of));
    services::release_task what;
    what.what = body.word<store::given_back>("sent", ways_back).value_or(store::given_back::unsure);
    what.note = body.note("note").value_or("");
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
    return {endpoint::get("/v1/tasks", staff_only, to(&handlers::list),
                          {"state", "kind", "blocklist", "account", "claimed_by", "total", "sort", "limit", "cursor"}),
            endpoint::get("/v1/tasks/{id}", staff_only, to(&handlers::show)),
            endpoint::post_once("/v1/tasks/{id}/claim", staff_only, to(&handlers::claim)),
            endpoint::post_once("/v1/tasks/{id}/release", staff_only, to(&handlers::release)),
            endpoint::post_once("/v1/tasks/{id}/complete", staff_only, to(&handlers::complete))};
}

}  // namespace offlist::api
