// Addresses, ranges and domains that are monitored, each for one account.
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/subject_table.hpp>
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

asio::awaitable<http::response> create(call& of)
{
    http::json_body body(body_of(of));
    const auto account = account_field(body, of);
    store::new_subject wanted;
    wanted.text = body.required_text("subject", "192.0.2.7");
    wanted.label = body.text("label", longest_label).value_or("");
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    if (!own_or_staff(of, *account)) co_return not_found();

    making job = [account = *account, wanted, by = of.actor(reason),
                  special = of.with.options.special](soci::session& s) {
        return outcome_of(store::subject_table::add(s, account, wanted, by, special));
    };
    co_return co_await commit(of, std::move(job));
}

asio::awaitable<http::response> list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    store::page_request which = asked.page("subject");
    if (asked.wrong()) co_return asked.answer();
    if (account && !own_or_staff(of, *account)) co_return not_found();
    if (!of.staff()) account = of.who.account;
    const auto page = co_await of.with.subjects.page(account, std::move(which));
    co_return page_answer(page, [](const auto& s) { return json_of(s); });
}

asio::awaitable<http::response> remove(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "sub");
    if (!id) co_return not_found();
    std::optional<std::int64_t> only_of;
    if (!of.staff()) only_of = of.who.account;
    store::actor by = of.actor(std::move(reason));
    const auto removed = co_await of.with.subjects.remove(*id, only_of, std::move(by));
    if (!removed) co_return store_trouble(removed.error());
    if (!*removed) co_return not_found();
    of.with.program.subjects_changed({});
    co_return no_content();
}

}  // namespace

std::vector<endpoint> subjects_endpoints()
{
    return {
        {.method = "POST",
         .pattern = "/v1/subjects",
         .who = everybody,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = create},
        {.method = "GET",
         .pattern = "/v1/subjects",
         .who = everybody,
         .query = {"account", "limit", "cursor"},
         .handle = list},
        {.method = "DELETE",
         .pattern = "/v1/subjects/{id}",
         .who = everybody,
         .query = {},
         .body = body_kind::json,
         .handle = remove},
    };
}

}  // namespace offlist::api
