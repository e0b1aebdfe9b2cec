// Signing in and out: links asked for by mail or made by the host's panel, and the browser that a link lets in.
#include <accounts/web_origin.hpp>
#include <http/client_address.hpp>
#include <nlohmann/json.hpp>
#include <services/people/change_person.hpp>
#include <services/people/make_login_link.hpp>
#include <services/people/sign_in_person.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/cookies.hpp"
#include "api/fields.hpp"
#include "api/gate.hpp"
#include "api/json/person_text.hpp"
#include "api/login_page.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace login_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with)
        : with_(with), asked_(with.options.login_links), failures_(with.options.failures)
    {
    }

    asio::awaitable<http::response> ask_link(call& of);
    asio::awaitable<http::response> login(call& of);
    asio::awaitable<http::response> logout(call& of);
    asio::awaitable<http::response> make_panel_link(call& of);

private:
    [[nodiscard]] std::optional<http::response> not_from_here(const http::request& request) const;
    [[nodiscard]] http::response refused(const http::request& request, services::sign_in_refusal why);

    api_ports with_;
    http::rate_limiter asked_;     ///< links by mail; by network_of() the remote address
    http::rate_limiter failures_;  ///< links and codes that open nothing; likewise
};

constexpr std::size_t longest_email = 254;
constexpr std::size_t longest_path = 500;
constexpr std::size_t longest_browser = 200;

std::string client_of(const http::request& request)
{
    return http::network_of(std::string_view(request.remote));
}

std::string hash_text(std::string_view secret)
{
    return crypto::hexadecimal(crypto::sha256(secret));
}

std::string email_field(http::json_body& body, std::string_view name, bool required)
{
    const std::string text =
        required ? body.required_text(name, "jane@example.org") : body.text(name, longest_email).value_or("");
    if (text.empty()) return {};
    const auto email = canonical_email(text);
    if (email) return *email;
    body.complain(name, email.error().what, email.error().expected);
    return {};
}

std::string return_field(http::json_body& body)
{
    std::string text = body.text("return", longest_path).value_or("");
    if (!text.empty() && !is_own_path(text))
        body.complain("return", "is no path of this service", "a path such as /listings");
    return text;
}

/// What the browser says of itself, as far as it is shown: it may say anything.
std::string browser_of(const http::request& request)
{
    std::string text(request.header("user-agent").substr(0, longest_browser));
    std::erase_if(text, [](char c) { return c < ' ' || c > '~'; });
    return text;
}

/// Pages of other sites must sign nobody in (login CSRF), and browsers keep our cookie only where it is safe.
std::optional<http::response> handlers::not_from_here(const http::request& request) const
{
    const std::string& url = with_.options.public_url;
    if (!is_secure_context(url))
        return http::problem_response(
            409, "insecure", "Nobody can sign in here",
            url.empty() ? "The service has no [service] public_url." : "It is not served by https at " + url + '.');
    return cross_site(request, origin_of(url), false);
}

asio::awaitable<http::response> handlers::ask_link(call& of)
{
    if (auto refused = not_from_here(of.request)) co_return std::move(*refused);
    http::json_body body(body_of(of));
    std::string email = email_field(body, "email", true);
    std::string return_to = return_field(body);
    if (body.finish()) co_return body.answer();
    const http::rate_decision left = asked_.take(client_of(of.request), with_.time.steady());
    if (!left.allowed) co_return http::too_many_requests(left);

    const new_secret window = make_secret();
    with_.program.login_link_asked(email, hash_text(window.text), std::move(return_to));
    // the same whether or not anybody has this address
    http::response told = json_response(202, {{"email", email}});
    told.headers.emplace_back("Set-Cookie", set_cookie(asked_cookie, window.text, validity_of(link_way::mail)));
    co_return told;
}

http::response handlers::refused(const http::request& request, services::sign_in_refusal why)
{
    const http::rate_decision left = failures_.take(client_of(request), with_.time.steady());
    if (!left.allowed) return http::too_many_requests(left);
    switch (why) {
        case services::sign_in_refusal::used:
            return http::problem_response(401, "link-used", "This link was used before",
                                          "Each link opens once. Ask for a new one.");
        case services::sign_in_refusal::expired:
            return http::problem_response(401, "link-expired", "This link is too old", "Ask for a new one.");
        case services::sign_in_refusal::nowhere:
            return http::problem_response(401, "link-void", "This link leads nowhere any more",
                                          "You were removed, or may no longer sign in in this way.");
        case services::sign_in_refusal::unknown:
            break;
    }
    return http::problem_response(401, "link-unknown", "This link or code does not open anything",
                                  "A code works only in the window that asked for it. Ask for a new link.");
}

asio::awaitable<http::response> handlers::login(call& of)
{
    if (auto refused = not_from_here(of.request)) co_return std::move(*refused);
    http::json_body body(body_of(of));
    const auto link = body.text("link");
    const auto code = body.text("code");
    if (link.has_value() == code.has_value())
        body.complain(link ? "code" : "link", link ? "does not go with a link" : "is missing", "a link or a code");
    if (body.finish()) co_return body.answer();

    services::sign_in_person what;
    if (link) {
        what.link = hash_of_secret(*link);
        if (!what.link) co_return this->refused(of.request, services::sign_in_refusal::unknown);
    } else {
        const auto asked_by = cookie_of(of.request, asked_cookie);
        const auto canonical = canonical_code(*code);
        if (!asked_by || !canonical) co_return this->refused(of.request, services::sign_in_refusal::unknown);
        what.code = *canonical;
        what.asked_by = hash_text(*asked_by);
    }
    what.address = of.request.remote;
    what.browser = browser_of(of.request);
    what.at = of.passed.now();
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (done->refused) co_return this->refused(of.request, *done->refused);

    const store::sign_in& as = done->as;
    http::response told = json_response(
        200, {{"person", json_of(person{.id = as.person, .email = as.email, .name = as.name, .created_at = {}})},
              {"account", id_or_null("acc", as.account)},
              {"role", to_string(as.role.value_or(membership_role::viewer))},
              {"return", done->return_to.empty() ? nlohmann::json() : nlohmann::json(done->return_to)}});
    const auto lasts = terms_of_sign_in(role_of(as.role.value_or(membership_role::viewer))).most;
    told.headers.emplace_back("Set-Cookie", set_cookie(sign_in_cookie, done->secret, lasts));
    told.headers.emplace_back("Set-Cookie", drop_cookie(asked_cookie));
    co_return told;
}

asio::awaitable<http::response> handlers::logout(call& of)
{
    http::json_body body(body_of(of));
    if (body.finish()) co_return body.answer();
    if (of.who.sign_in == 0)
        co_return http::problem_response(409, "not-signed-in", "Nobody is signed in here",
                                         "A token is revoked with DELETE /v1/tokens/{id}.");
    services::end_sign_ins what{.person = of.who.person, .id = of.who.sign_in, .by = of.actor({})};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    of.passed.forget_sign_ins();
    http::response told = no_content();
    told.headers.emplace_back("Set-Cookie", drop_cookie(sign_in_cookie));
    co_return told;
}

asio::awaitable<http::response> handlers::make_panel_link(call& of)
{
    http::json_body body(body_of(of));
    services::make_panel_link what;
    what.account = account_field(body, of).value_or(0);
    what.email = email_field(body, "email", false);
    what.return_to = return_field(body);
    what.by = of.actor({});
    if (body.finish()) co_return body.answer();
    if (with_.options.public_url.empty())
        co_return http::problem_response(409, "insecure", "Nobody can sign in here",
                                         "The service has no [service] public_url.");
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (!done->refused)
        co_return created({{"url", login_page(with_.options.public_url, done->secret)},
                           {"person", json_of(done->who)},
                           {"expires_at", moment(of.passed.now() + validity_of(link_way::panel))}});
    switch (*done->refused) {
        case services::link_refusal::no_account:
            co_return not_found();
        case services::link_refusal::no_person:
            co_return wrong_field("email", "the account has no address that a person could have",
                                  "the address of the person, such as jane@example.org");
        case services::link_refusal::of_host:
            break;
    }
    co_return wrong_field("email", "is the address of somebody of the host, who signs in here herself",
                          "a customer's address");
}

}  // namespace
}  // namespace login_resource

std::vector<endpoint> login_endpoints(const api_ports& with)
{
    using login_resource::handlers;
    const handlers_of<handlers> to(with);
    endpoint logout = endpoint::post("/v1/logout", everybody, to(&handlers::logout));
    logout.of_herself = true;
    return {endpoint::post("/v1/login/links", anyone, to(&handlers::ask_link)),
            endpoint::post("/v1/login", anyone, to(&handlers::login)), std::move(logout),
            endpoint::post("/v1/login-links", staff_only, to(&handlers::make_panel_link))};
}

}  // namespace offlist::api
