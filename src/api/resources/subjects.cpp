// Addresses, ranges and domains that are monitored, each for one account.
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/add_subject.hpp>
#include <store/accounts/subject_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace subjects_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), subjects_(with.db, with.options.special) {}

    asio::awaitable<http::response> create(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> remove(call& of);

private:
    api_ports with_;
    store::subject_table subjects_;
};

constexpr std::size_t longest_label = 200;

nlohmann::json json_of(const owned_subject& s)
{
    return {{"id", public_id("sub", s.id)},
            {"account", public_id("acc", s.account)},
            {"subject", s.text},
            {"kind", s.kind},
            {"label", s.label},
            {"created_at", moment(s.created_at)}};
}

outcome outcome_of(const store::added_subject& done)
{
    switch (done.outcome) {
        case store::adding::added:
            return {.answer = created(json_of(done.subject)), .kept = {}, .added = {done.subject.text}};
        case store::adding::no_account:
            return {.answer = not_found(), .kept = {}, .added = {}};
        case store::adding::conflict:
            return {.answer = http::problem_response(409, "subject-taken", "The subject is monitored already",
                                                     done.why.to_string()),
                    .kept = {},
                    .added = {}};
        case store::adding::unreadable:
            break;
    }
    return {.answer = wrong_field("subject", done.why.what, done.why.expected), .kept = {}, .added = {}};
}

asio::awaitable<http::response> handlers::create(call& of)
{
    http::json_body body(body_of(of));
    const auto account = account_field(body, of);
    store::new_subject wanted;
    wanted.text = body.required_text("subject", "192.0.2.7");
    wanted.label = body.text("label", longest_label).value_or("");
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    if (!own_or_staff(of, *account)) co_return not_found();

    services::add_subject what{
        .account = *account, .what = wanted, .special = with_.options.special, .by = of.actor(reason)};
    making job = answered(std::move(what), outcome_of);
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    store::page_request which = asked.page("subject");
    if (asked.wrong()) co_return asked.answer();
    if (!co_await may_filter_by(of, with_.db, account)) co_return not_found();
    if (!of.staff()) account = of.who.account;
    const auto page = co_await subjects_.page(account, std::move(which));
    co_return page_answer(page, [](const auto& s) { return json_of(s); });
}

asio::awaitable<http::response> handlers::remove(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "sub");
    if (!id) co_return not_found();
    store::actor by = of.actor(std::move(reason));
    const auto removed = co_await subjects_.remove(*id, of.only_of(), std::move(by));
    if (!removed) co_return store_trouble(removed.error());
    if (!*removed) co_return not_found();
    with_.program.subjects_changed({});
    co_return no_content();
}

}  // namespace
}  // namespace subjects_resource

std::vector<endpoint> subjects_endpoints(const api_ports& with)
{
    using subjects_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::post_once("/v1/subjects", everybody, to(&handlers::create)),
            endpoint::get("/v1/subjects", everybody, to(&handlers::list), {"account", "limit", "cursor"}),
            endpoint::remove("/v1/subjects/{id}", everybody, to(&handlers::remove))};
}

}  // namespace offlist::api
