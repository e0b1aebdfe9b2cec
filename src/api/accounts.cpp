// The customers. Staff sees and makes them; a customer sees its own.
#include <nlohmann/json.hpp>
#include <services/destroy_account.hpp>
#include <services/terminate_account.hpp>
#include <store/accounts/account_table.hpp>
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

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_email = 254;  // RFC 5321 section 4.5.3.1.3, less the brackets

nlohmann::json json_of(const account& a)
{
    return {{"id", public_id("acc", a.id)},
            {"name", a.name},
            {"email", a.email},
            {"state", to_string(a.state)},
            {"created_at", moment(a.created_at)},
            {"terminated_at", moment(a.terminated_at)}};
}

/// Only what no mail could ever be sent to is refused: whether an address works is known when mail arrives.
bool looks_like_email(std::string_view text)
{
    const auto at = text.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find_first_of(" \t<>,;\"") == std::string_view::npos;
}

asio::awaitable<http::response> create(call& of)
{
    http::json_body body(body_of(of));
    const std::string name = body.required_text("name", "Example Mail Ltd");
    const std::string email = body.required_text("email", "postmaster@example.org");
    const std::string reason = optional_reason(body);
    if (name.size() > longest_name) body.complain("name", "is too long", "at most 200 octets");
    if (!email.empty() && (email.size() > longest_email || !looks_like_email(email)))
        body.complain("email", "is no e-mail address", "an address such as postmaster@example.org");
    if (body.finish()) co_return body.answer();

    making job = [name, email, by = of.actor(reason)](soci::session& s) {
        const account made = store::account_table::create(s, name, email, by);
        const nlohmann::json shown = json_of(made);
        return outcome{.answer = created(shown, "/v1/accounts/" + public_id("acc", made.id)), .kept = {}, .added = {}};
    };
    co_return co_await commit(of, std::move(job));
}

asio::awaitable<http::response> list(call& of)
{
    query asked(of.request);
    store::page_request which = asked.page("account");
    if (asked.wrong()) co_return asked.answer();
    if (!of.staff()) {
        nlohmann::json items = nlohmann::json::array();
        const auto own = co_await of.with.accounts.find(of.who.account);
        if (!own) co_return store_trouble(own.error());
        if (*own) items.push_back(json_of(**own));
        co_return page_response(std::move(items), std::nullopt);
    }
    const auto page = co_await of.with.accounts.page(std::move(which));
    co_return page_answer(page, [](const auto& a) { return json_of(a); });
}

asio::awaitable<http::response> show(call& of)
{
    const auto id = id_in_path(of, "acc");
    if (!id || !own_or_staff(of, *id)) co_return not_found();
    const auto found = co_await of.with.accounts.find(*id);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    co_return json_response(200, json_of(**found));
}

asio::awaitable<http::response> terminate(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "acc");
    if (!id) co_return not_found();
    services::terminate_account what{.id = *id, .by = of.actor(std::move(reason))};
    const auto done = co_await of.with.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (!*done) co_return not_found();
    of.with.known_tokens.forget();
    of.with.program.subjects_changed({});
    co_return json_response(200, json_of(**done));
}

asio::awaitable<http::response> destroy(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    const std::string confirm = body.required_text("confirm", "the account's name");
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "acc");
    if (!id) co_return not_found();
    services::destroy_account what{.id = *id, .confirm = confirm, .by = of.actor(std::move(reason))};
    const auto done = co_await services::destroy_for_good(of.with.db, std::move(what));
    if (!done) co_return store_trouble(done.error());
    switch (done->what) {
        case services::destroying::no_such_account:
            co_return not_found();
        case services::destroying::still_active:
            co_return http::problem_response(409, "account-active", "The account is still active",
                                             "Terminate it first: DELETE /v1/accounts/{id}.");
        case services::destroying::not_confirmed:
            co_return wrong_field("confirm", "is not the account's name", "the account's name");
        case services::destroying::done:
            break;
    }
    of.with.known_tokens.forget();
    const store::destruction_report& gone = done->gone;
    const nlohmann::json numbers = {
        {"subjects", gone.subjects}, {"listings", gone.listings}, {"changes", gone.changes}, {"tokens", gone.tokens}};
    co_return json_response(200, {{"id", public_id("acc", *id)}, {"destroyed", numbers}});
}

}  // namespace

std::vector<endpoint> accounts_endpoints()
{
    return {
        {.method = "POST",
         .pattern = "/v1/accounts",
         .who = staff_only,
         .query = {},
         .body = body_kind::json,
         .once = true,
         .handle = create},
        {.method = "GET", .pattern = "/v1/accounts", .who = everybody, .query = {"limit", "cursor"}, .handle = list},
        {.method = "GET", .pattern = "/v1/accounts/{id}", .who = everybody, .query = {}, .handle = show},
        {.method = "DELETE",
         .pattern = "/v1/accounts/{id}",
         .who = staff_only,
         .query = {},
         .body = body_kind::json,
         .handle = terminate},
        {.method = "POST",
         .pattern = "/v1/accounts/{id}/destroy",
         .who = admins_only,
         .query = {},
         .body = body_kind::json,
         .handle = destroy},
    };
}

}  // namespace offlist::api
