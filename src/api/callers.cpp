#include "api/callers.hpp"

#include <accounts/token.hpp>
#include <accounts/web_origin.hpp>
#include <core/ascii.hpp>
#include <http/client_address.hpp>
#include <string>
#include <utility>

#include "api/answers.hpp"
#include "api/cookies.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

/// 401. `error` as in RFC 6750 section 3.1; empty when no token came.
http::response unauthorized(std::string_view error, std::string_view detail)
{
    http::response r = http::problem_response(401, "unauthorized", "This needs a valid token", detail);
    std::string challenge = "Bearer realm=\"offlist\"";
    if (!error.empty()) challenge += ", error=\"" + std::string(error) + '"';
    r.headers.emplace_back("WWW-Authenticate", std::move(challenge));
    return r;
}

/// The token of `Authorization: Bearer TOKEN`; empty when there is none.
std::string_view bearer_of(const http::request& request)
{
    constexpr std::string_view scheme = "bearer ";
    const std::string_view header = request.header("authorization");
    if (header.size() <= scheme.size() || !equal_ignoring_case(header.substr(0, scheme.size()), scheme)) return {};
    return header.substr(scheme.size());
}

caller caller_of(const store::token_record& token)
{
    return {.token = token.id,
            .role = token.role,
            .account = token.account,
            .name = token.name,
            .read_only = token.read_only};
}

caller caller_of(const store::sign_in& who)
{
    const membership_role as = who.role.value_or(membership_role::viewer);
    return {.token = 0,
            .role = role_of(as),
            .account = who.account,
            .name = who.email,
            .read_only = as == membership_role::viewer,
            .owner = as != membership_role::member && as != membership_role::viewer,
            .person = who.person,
            .sign_in = who.id};
}

}  // namespace

callers::callers(const api_ports& with)
    : with_(with), tokens_(with.db), sign_ins_(with.db), failures_(with.options.failures)
{
}

/// Is one that opens nothing: unknown, revoked and expired ones get the same answer, which tells a thief nothing. Only
/// these are counted, and only these are ever slowed down: who shares an address with a thief has done nothing.
http::response callers::useless(const http::request& request, http::response answer)
{
    const std::string client = http::network_of(std::string_view(request.remote));
    const http::rate_decision left = failures_.take(client, with_.time.steady());
    return left.allowed ? std::move(answer) : http::too_many_requests(left);
}

asio::awaitable<boost::system::result<caller, http::response>> callers::authenticate(const http::request& request)
{
    return look_at(request, true);
}

asio::awaitable<std::optional<http::response>> callers::turned_away(const http::request& request, const caller& who)
{
    const auto now = co_await look_at(request, false);
    if (!now) co_return now.error();
    // somebody else by now: another membership, another role
    if (now->role != who.role || now->account != who.account || now->read_only != who.read_only ||
        now->owner != who.owner)
        co_return unauthorized({}, "You may see something else by now.");
    co_return std::nullopt;
}

asio::awaitable<boost::system::result<caller, http::response>> callers::look_at(const http::request& request, bool uses)
{
    // a cookie is sent by itself, a token is not: whoever sends both means the token
    if (request.header("authorization").empty())
        if (const auto cookie = cookie_of(request, sign_in_cookie))
            co_return co_await by_sign_in(*cookie, request, uses);
    const std::string_view text = bearer_of(request);
    if (text.empty()) co_return unauthorized({}, "Expected Authorization: Bearer olt_…");
    co_return co_await by_token(text, request, uses);
}

asio::awaitable<boost::system::result<caller, http::response>> callers::by_token(std::string_view text,
                                                                                 const http::request& request,
                                                                                 bool uses)
{
    if (!well_formed_token(text))
        co_return unauthorized("invalid_token", "The token is mistyped or cut off: its checksum is wrong.");
    const http::response wrong = unauthorized("invalid_token", "The token is unknown, expired or revoked.");

    const token_hash hash = hash_of_token(text);
    const auto now = with_.time.steady();
    if (const auto* const known = known_.find(hash, now)) {
        if (!known->usable(with_.time.now_seconds())) co_return useless(request, wrong);
        co_return caller_of(*known);
    }
    const std::uint64_t generation = known_.generation();
    const parsed<std::optional<store::token_record>> found = co_await tokens_.find(hash);
    if (!found) co_return store_trouble(found.error());
    if (!*found || !(*found)->usable(with_.time.now_seconds())) co_return useless(request, wrong);
    if (uses) known_.put(hash, **found, now, generation);
    // when it cannot be written (a full disk), reading must go on all the same
    if (uses) (void)co_await tokens_.used((*found)->id, with_.time.now_seconds());
    co_return caller_of(**found);
}

asio::awaitable<boost::system::result<caller, http::response>> callers::by_sign_in(std::string_view cookie,
                                                                                   const http::request& request,
                                                                                   bool uses)
{
    http::response wrong = unauthorized({}, "You are not signed in, or no longer.");
    wrong.headers.emplace_back("Set-Cookie", drop_cookie(sign_in_cookie));
    const auto hash = hash_of_secret(cookie);
    if (!hash) co_return useless(request, std::move(wrong));
    if (auto refused = cross_site(request, origin_of(with_.options.public_url), request.method == "GET"))
        co_return std::move(*refused);

    const auto now = with_.time.steady();
    if (const auto* const known = signed_in_.find(*hash, now)) {
        if (!known->usable(with_.time.now_seconds())) co_return useless(request, std::move(wrong));
        co_return caller_of(*known);
    }
    const std::uint64_t generation = signed_in_.generation();
    const parsed<std::optional<store::sign_in>> found = co_await sign_ins_.find(*hash);
    if (!found) co_return store_trouble(found.error());
    if (!*found || !(*found)->usable(with_.time.now_seconds())) co_return useless(request, std::move(wrong));
    if (uses) signed_in_.put(*hash, **found, now, generation);
    if (uses) (void)co_await sign_ins_.used((*found)->id, with_.time.now_seconds());
    co_return caller_of(**found);
}

}  // namespace offlist::api
