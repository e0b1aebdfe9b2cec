// Who may sign in: an account's people, asked about and changed by its owners, and the host's, by admins.
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/people/change_person.hpp>
#include <services/people/invite_person.hpp>
#include <store/people/person_rows.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/gate.hpp"
#include "api/json/person_text.hpp"
#include "api/login_page.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace people_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> invite(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> change(call& of);
    asio::awaitable<http::response> remove(call& of);

private:
    api_ports with_;
};

constexpr std::size_t longest_name = 100;

/// The name that she has elsewhere is not for whoever knows an address: only when she has come here herself.
nlohmann::json json_of_listed(const store::listed_person& one)
{
    nlohmann::json shown = json_of(one.who);
    shown.update(json_of(one.as));
    if (!one.seen_at) shown["name"] = "";
    shown["seen_at"] = moment(one.seen_at);
    return shown;
}

/// `role`, and for which account: staff and admin are of the host, and so are given by admins alone.
std::optional<membership_role> role_field(http::json_body& body, const call& of)
{
    const std::string text = body.required_text("role", "member");
    if (text.empty()) return std::nullopt;
    const auto role = parse_membership_role(text);
    if (!role)
        body.complain(
            "role", quoted(text) + " is no role",
            of.who.role == role::admin ? "one of owner, member, viewer, staff, admin" : "one of owner, member, viewer");
    else if (is_of_host(*role) && of.who.role != role::admin)
        body.complain("role", "is not yours to give", "one of owner, member, viewer");
    else
        return role;
    return std::nullopt;
}

/// 0 for the host.
std::int64_t account_of(http::json_body& body, const call& of, std::optional<membership_role> role)
{
    if (!role || !is_of_host(*role)) return account_field(body, of).value_or(0);
    if (body.has("account")) body.complain("account", "does not go with this role", "no account for staff and admins");
    return 0;
}

http::response last_owner()
{
    return http::problem_response(
        409, "last-owner", "The account would have no owner",
        "Nobody could let people in any more. Make somebody else an owner first, or ask the host.");
}

asio::awaitable<http::response> handlers::invite(call& of)
{
    http::json_body body(body_of(of));
    const std::string written = body.required_text("email", "jane@example.org");
    const auto email = canonical_email(written);
    if (!written.empty() && !email) body.complain("email", email.error().what, email.error().expected);
    const std::string name = body.text("name", longest_name).value_or("");
    const auto role = role_field(body, of);
    const std::int64_t account = account_of(body, of, role);
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    if (!is_of_host(*role) && !own_or_staff(of, account)) co_return not_found();
    if (with_.options.public_url.empty())
        co_return http::problem_response(409, "insecure", "Nobody can sign in here",
                                         "The service has no [service] public_url.");

    services::invite_person what{.email = *email,
                                 .name = name,
                                 .account = account,
                                 .role = *role,
                                 .way = link_way::invitation,
                                 .by = of.actor(std::move(reason))};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (!*done) co_return not_found();
    const services::invitation& made = **done;
    if (made.last_owner) co_return last_owner();
    of.passed.forget_sign_ins();
    const std::string link = login_page(with_.options.public_url, made.secret);
    const bool mailed = with_.program.mail_invitation(made.who.email, link);
    nlohmann::json shown = json_of(made.who);
    shown.update(json_of(made.as));
    shown["name"] = name;
    shown["mailed"] = mailed;
    // whoever reads the link is let in as the other: only where there is no better way, and never to one of her equals
    shown["link"] = !mailed && of.staff() ? nlohmann::json(link) : nlohmann::json();
    co_return created(shown, "/v1/people/" + public_id("per", made.who.id));
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    store::page_request which = asked.page("person");
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, account)) co_return std::move(*refused);
    if (!of.staff()) account = of.who.account;
    const auto page =
        co_await with_.db.read([account, which](soci::session& s) -> parsed<store::page_of<store::listed_person>> {
            return store::page_of_people(s, account, which);
        });
    co_return page_answer(page, [](const store::listed_person& one) { return json_of_listed(one); });
}

asio::awaitable<http::response> handlers::change(call& of)
{
    http::json_body body(body_of(of));
    const auto role = role_field(body, of);
    const std::int64_t account = account_of(body, of, role);
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "per");
    if (!id || (!is_of_host(*role) && !own_or_staff(of, account))) co_return not_found();
    services::change_role what{.person = *id, .account = account, .role = *role, .by = of.actor(std::move(reason))};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (done->refused == services::role_refusal::last_owner) co_return last_owner();
    if (!done->now) co_return not_found();
    of.passed.forget_sign_ins();
    nlohmann::json shown = json_of(*done->now);
    shown["id"] = public_id("per", *id);
    co_return json_response(200, shown);
}

/// `account` null, or missing where an admin calls: from the host.
asio::awaitable<http::response> handlers::remove(call& of)
{
    http::json_body body(body_of(of));
    const auto text = body.text("account");
    std::optional<std::int64_t> account = of.staff() ? 0 : of.who.account;
    if (text) account = parse_public_id("acc", *text);
    if (!account) body.complain("account", quoted(*text) + " is no id", "the id of an account, such as acc_12");
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "per");
    if (!id || (*account > 0 && !own_or_staff(of, *account))) co_return not_found();
    if (*account == 0 && of.who.role != role::admin) co_return not_for_role();
    services::remove_person what{.person = *id, .account = *account, .by = of.actor(std::move(reason))};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    of.passed.forget_sign_ins();
    if (done->refused == services::role_refusal::last_owner) co_return last_owner();
    if (done->refused != services::role_refusal::none) co_return not_found();
    co_return no_content();
}

}  // namespace
}  // namespace people_resource

std::vector<endpoint> people_endpoints(const api_ports& with)
{
    using people_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::post("/v1/people", everybody, to(&handlers::invite)).for_owners(),
            endpoint::get("/v1/people", everybody, to(&handlers::list), {"account", "limit", "cursor"}),
            endpoint::patch("/v1/people/{id}", everybody, to(&handlers::change)).for_owners(),
            endpoint::remove("/v1/people/{id}", everybody, to(&handlers::remove)).for_owners()};
}

}  // namespace offlist::api
