// The customers. Staff sees and makes them; a customer sees its own.
#include <nlohmann/json.hpp>
#include <services/accounts/change_account.hpp>
#include <services/accounts/create_account.hpp>
#include <services/accounts/destroy_account.hpp>
#include <services/accounts/set_quota.hpp>
#include <services/accounts/terminate_account.hpp>
#include <store/accounts/account_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/gate.hpp"
#include "api/json/money_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace accounts_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), accounts_(with.db) {}

    [[nodiscard]] nlohmann::json shown(const account& a) const;

    asio::awaitable<http::response> create(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> change(call& of);
    asio::awaitable<http::response> change_quota(call& of);
    asio::awaitable<http::response> terminate(call& of);
    asio::awaitable<http::response> destroy(call& of);

private:
    api_ports with_;
    store::account_table accounts_;
};

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_email = 254;  // RFC 5321 section 4.5.3.1.3, less the brackets

nlohmann::json json_of(const subject_amount& a)
{
    return {{"subjects", a.subjects}, {"addresses", a.addresses}};
}

nlohmann::json handlers::shown(const account& a) const
{
    return {{"id", public_id("acc", a.id)},
            {"name", a.name},
            {"email", a.email},
            {"state", to_string(a.state)},
            {"created_at", moment(a.created_at)},
            {"terminated_at", moment(a.terminated_at)},
            {"used", json_of(a.has)},
            {"quota", json_of(quota_for(a.own, with_.options.subjects.usual))}};
}

nlohmann::json json_of_each(const std::vector<store::account_funds>& all)
{
    nlohmann::json items = nlohmann::json::array();
    for (const store::account_funds& f : all) items.push_back(api::json_of(f));
    return items;
}

/// Only what no mail could ever be sent to is refused: whether an address works is known when mail arrives.
bool looks_like_email(std::string_view text)
{
    const auto at = text.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find_first_of(" \t<>,;\"") == std::string_view::npos;
}

asio::awaitable<http::response> handlers::create(call& of)
{
    http::json_body body(body_of(of));
    const std::string name = body.required_text("name", "Example Mail Ltd");
    const std::string email = body.required_text("email", "postmaster@example.org");
    const std::string reason = optional_reason(body);
    if (name.size() > longest_name) body.complain("name", "is too long", "at most 200 octets");
    if (!email.empty() && (email.size() > longest_email || !looks_like_email(email)))
        body.complain("email", "is no e-mail address", "an address such as postmaster@example.org");
    if (body.finish()) co_return body.answer();

    services::create_account what{.name = name, .email = email, .by = of.actor(reason)};
    making job = answered(std::move(what), [this](const account& made) {
        return created(shown(made), "/v1/accounts/" + public_id("acc", made.id));
    });
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::account_filter filter;
    filter.text = asked.text("q");
    if (filter.text && filter.text->size() > longest_email)
        asked.complain("q", "is too long", "at most 254 octets of a name or an e-mail address");
    if (const auto state = asked.word("state", {"active", "terminated"}))
        filter.state = *state == "active" ? account_state::active : account_state::terminated;
    for (const char* const of_staff : {"q", "state"})
        if (!of.staff() && of.request.parameter(of_staff))
            asked.complain(of_staff, "is for staff", "no such parameter");
    store::page_request which = asked.page("account");
    if (asked.wrong()) co_return asked.answer();
    if (!of.staff()) {
        nlohmann::json items = nlohmann::json::array();
        const auto own = co_await accounts_.find(of.who.account);
        if (!own) co_return store_trouble(own.error());
        if (*own) items.push_back(shown(**own));
        const auto total = which.total ? std::optional(static_cast<std::int64_t>(items.size())) : std::nullopt;
        co_return page_response(std::move(items), std::nullopt, total);
    }
    const auto page = co_await accounts_.page(std::move(which), std::move(filter));
    co_return page_answer(page, [this](const auto& a) { return shown(a); });
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "acc");
    if (!id || !own_or_staff(of, *id)) co_return not_found();
    const auto found = co_await accounts_.find(*id);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    co_return json_response(200, shown(**found));
}

asio::awaitable<http::response> handlers::change(call& of)
{
    http::json_body body(body_of(of));
    services::change_account what;
    what.name = body.text("name", longest_name);
    what.email = body.text("email", longest_email);
    if (what.name && what.name->find_first_not_of(' ') == std::string::npos)
        body.complain("name", "is empty", "a name, or no such field");
    if (what.email && !looks_like_email(*what.email))
        body.complain("email", "is no e-mail address", "an address such as postmaster@example.org");
    if (!what.name && !what.email && !body.has("name") && !body.has("email"))
        body.complain("name", "is missing, and email too", "what is to be changed");
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "acc");
    if (!id) co_return not_found();
    what.id = *id;
    what.by = of.actor(std::move(reason));
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (!*done) co_return not_found();
    co_return json_response(200, shown(**done));
}

asio::awaitable<http::response> handlers::change_quota(call& of)
{
    http::json_body body(body_of(of));
    const auto most = static_cast<std::int64_t>(with_.options.subjects.capacity);
    const auto number = [&](std::string_view name) -> std::optional<std::uint64_t> {
        const auto given = body.integer(name, 0, most);
        return given ? std::optional(static_cast<std::uint64_t>(*given)) : std::nullopt;
    };
    const own_quota own{.subjects = number("subjects"), .addresses = number("addresses")};
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "acc");
    if (!id) co_return not_found();
    services::set_quota what{.id = *id, .own = own, .by = of.actor(std::move(reason))};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (!*done) co_return not_found();
    co_return json_response(200, shown(**done));
}

asio::awaitable<http::response> handlers::terminate(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "acc");
    if (!id) co_return not_found();
    services::terminate_account what{.id = *id, .by = of.actor(std::move(reason))};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (!done->is) co_return not_found();
    of.passed.forget_tokens();
    with_.program.subjects_changed({});
    nlohmann::json told = shown(*done->is);
    told["left"] = json_of_each(done->left);
    told["open_payments"] = done->open_payments;
    co_return json_response(200, told);
}

asio::awaitable<http::response> handlers::destroy(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    const std::string confirm = body.required_text("confirm", "the account's name");
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "acc");
    if (!id) co_return not_found();
    services::destroy_account what{.id = *id, .confirm = confirm, .by = of.actor(std::move(reason))};
    const auto done = co_await services::destroy_for_good(with_.db, std::move(what));
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
    of.passed.forget_tokens();
    const store::destruction_report& gone = done->gone;
    const nlohmann::json numbers = {
        {"subjects", gone.subjects}, {"listings", gone.listings}, {"changes", gone.changes}, {"tokens", gone.tokens}};
    co_return json_response(
        200, {{"id", public_id("acc", *id)}, {"destroyed", numbers}, {"left", json_of_each(done->left)}});
}

}  // namespace
}  // namespace accounts_resource

std::vector<endpoint> accounts_endpoints(const api_ports& with)
{
    using accounts_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::post_once("/v1/accounts", staff_only, to(&handlers::create)),
            endpoint::get("/v1/accounts", everybody, to(&handlers::list),
                          {"q", "state", "total", "sort", "limit", "cursor"}),
            endpoint::get("/v1/accounts/{id}", everybody, to(&handlers::show)),
            endpoint::patch("/v1/accounts/{id}", staff_only, to(&handlers::change)),
            endpoint::put("/v1/accounts/{id}/quota", staff_only, to(&handlers::change_quota)),
            endpoint::remove("/v1/accounts/{id}", staff_only, to(&handlers::terminate)),
            endpoint::post("/v1/accounts/{id}/destroy", admins_only, to(&handlers::destroy))};
}

}  // namespace offlist::api
