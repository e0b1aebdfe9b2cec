// Who is calling, and the browsers in which she is signed in.
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/people/change_person.hpp>
#include <store/people/person_rows.hpp>
#include <store/people/sign_ins.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/gate.hpp"
#include "api/json/person_text.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace me_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> change(call& of);
    asio::awaitable<http::response> list_sign_ins(call& of);
    asio::awaitable<http::response> end_sign_in(call& of);

private:
    asio::awaitable<http::response> shown(const caller& who);

    api_ports with_;
};

struct whole_person {
    person who;
    std::vector<membership> where;
};

parsed<whole_person> read_person(soci::session& s, std::int64_t id)
{
    return whole_person{.who = store::find_person(s, id).value_or(person()), .where = store::memberships_of(s, id)};
}

/// What routes know her as: an owner, member or viewer is a customer.
std::string_view role_in_words(const caller& who, const std::vector<membership>& where)
{
    for (const membership& one : where)
        if (one.account == who.account) return to_string(one.role);
    return to_string(who.role);
}

asio::awaitable<http::response> handlers::shown(const caller& who)
{
    nlohmann::json body = {{"role", to_string(who.role)}, {"account", id_or_null("acc", who.account)},
                           {"read_only", who.read_only},  {"owner", who.owner},
                           {"person", nullptr},           {"token", nullptr}};
    if (who.person == 0) {
        body["token"] = {{"id", public_id("tok", who.token)}, {"name", who.name}};
        co_return json_response(200, body);
    }
    const std::int64_t id = who.person;
    const auto found =
        co_await with_.db.read([id](soci::session& s) -> parsed<whole_person> { return read_person(s, id); });
    if (!found) co_return store_trouble(found.error());
    body["person"] = json_of(found->who);
    body["role"] = role_in_words(who, found->where);
    body["sign_in"] = public_id("sgn", who.sign_in);
    body["memberships"] = nlohmann::json::array();
    for (const membership& one : found->where) body["memberships"].push_back(json_of(one));
    co_return json_response(200, body);
}

asio::awaitable<http::response> handlers::show(call& of)
{
    co_return co_await shown(of.who);
}

http::response not_signed_in()
{
    return http::problem_response(409, "not-signed-in", "Nobody is signed in here",
                                  "This is about a person, and the caller is a token.");
}

/// Without an account: for the host.
asio::awaitable<http::response> handlers::change(call& of)
{
    http::json_body body(body_of(of));
    const auto account = body.text("account");
    const auto id = account ? parse_public_id("acc", *account) : std::optional<std::int64_t>(0);
    if (!id) body.complain("account", quoted(*account) + " is no id", "the id of an account, such as acc_12, or null");
    if (body.finish()) co_return body.answer();
    if (of.who.person == 0) co_return not_signed_in();
    const services::switch_account what{.person = of.who.person, .sign_in = of.who.sign_in, .account = *id};
    const auto done = co_await with_.db.write(what);
    if (!done) co_return store_trouble(done.error());
    if (!*done) co_return not_found();
    of.passed.forget_sign_ins();
    const std::int64_t person = of.who.person;
    const std::int64_t where = *id;
    const auto as = co_await with_.db.read([person, where](soci::session& s) -> parsed<std::optional<membership>> {
        return store::find_membership(s, person, where);
    });
    if (!as) co_return store_trouble(as.error());
    caller next = of.who;
    if (*as) {
        next.role = role_of((*as)->role);
        next.account = (*as)->account;
        next.read_only = (*as)->role == membership_role::viewer;
        next.owner = !next.read_only && (*as)->role != membership_role::member;
    }
    co_return co_await shown(next);
}

asio::awaitable<http::response> handlers::list_sign_ins(call& of)
{
    query asked(of.request);
    store::page_request which = asked.page("sign-in");
    if (asked.wrong()) co_return asked.answer();
    const std::int64_t person = of.who.person;
    const std::int64_t own = of.who.sign_in;
    const auto now = of.passed.now();
    const auto page =
        co_await with_.db.read([person, now, which](soci::session& s) -> parsed<store::page_of<store::sign_in>> {
            return store::page_of_sign_ins(s, person, now, which);
        });
    co_return page_answer(page, [own](const store::sign_in& one) { return json_of(one, one.id == own); });
}

asio::awaitable<http::response> handlers::end_sign_in(call& of)
{
    http::json_body body(body_of(of));
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "sgn");
    if (!id || of.who.person == 0) co_return not_found();
    services::end_sign_ins what{.person = of.who.person, .id = *id, .by = of.actor({})};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    of.passed.forget_sign_ins();
    if (*done == 0) co_return not_found();
    co_return no_content();
}

}  // namespace
}  // namespace me_resource

std::vector<endpoint> me_endpoints(const api_ports& with)
{
    using me_resource::handlers;
    const handlers_of<handlers> to(with);
    std::vector<endpoint> rows{
        endpoint::get("/v1/me", everybody, to(&handlers::show)),
        endpoint::patch("/v1/me", everybody, to(&handlers::change)),
        endpoint::get("/v1/me/sign-ins", everybody, to(&handlers::list_sign_ins), {"limit", "cursor"}),
        endpoint::remove("/v1/me/sign-ins/{id}", everybody, to(&handlers::end_sign_in))};
    for (endpoint& row : rows) row.of_herself = true;
    return rows;
}

}  // namespace offlist::api
