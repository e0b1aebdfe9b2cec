#include "api/gate.hpp"

#include <accounts/token.hpp>
#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <cctype>
#include <core/web_origin.hpp>
#include <exception>
#include <http/client_address.hpp>
#include <string>
#include <utility>

#include "api/answers.hpp"
#include "api/cookies.hpp"
#include "api/once.hpp"
#include "api/query.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

/// What some clients send with a GET; nobody reads it.
constexpr std::size_t ignored_octets = 4096;

bool equal_ignoring_case(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

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

bool is_json(std::string_view content_type)
{
    std::string_view kind = content_type.substr(0, content_type.find(';'));
    while (!kind.empty() && kind.back() == ' ') kind.remove_suffix(1);
    return equal_ignoring_case(kind, "application/json");
}

std::optional<http::response> wrong_body(const endpoint& row, const http::request& request)
{
    if (request.body.empty()) return std::nullopt;
    if (row.body == body_kind::none)
        return http::problem_response(400, "unexpected-body", "This request takes no body");
    const std::string_view kind = request.header("content-type");
    if (!kind.empty() && !is_json(kind))
        return http::problem_response(415, "unsupported-media-type", "The body must be JSON",
                                      "Expected Content-Type: application/json.");
    return std::nullopt;
}

/// Whose the requests are: each token's and each person's are counted apart.
std::string counted_as(const caller& who)
{
    return who.person > 0 ? public_id("per", who.person) : public_id("tok", who.token);
}

/// Whose the octets are that a caller sends and reads: all tokens and people of an account share.
std::string charged_to(const caller& who)
{
    return who.account > 0 ? public_id("acc", who.account) : counted_as(who);
}

std::optional<http::response> forbidden(const endpoint& row, const caller& who)
{
    if (!row.who.holds(who.role)) return who.role == role::customer ? not_found() : not_for_role();
    if (who.read_only && !row.reads() && !(row.of_herself && who.person > 0))
        return who.person > 0 ? http::problem_response(403, "read-only", "Your role here is viewer: you may only look")
                              : http::problem_response(403, "read-only-token", "This token may only read");
    if (row.owners_only && !who.owner)
        return http::problem_response(403, "owners-only", "Only an owner of the account may do this");
    return std::nullopt;
}

}  // namespace

gate::gate(const api_ports& with)
    : with_(with),
      tokens_(with.db),
      sign_ins_(with.db),
      requests_(with.options.requests),
      checks_(with.options.checks),
      failures_(with.options.failures)
{
}

/// Is one that opens nothing: unknown, revoked and expired ones get the same answer, which tells a thief nothing. Only
/// these are counted, and only these are ever slowed down: who shares an address with a thief has done nothing.
http::response gate::useless(const http::request& request, http::response answer)
{
    const std::string client = http::network_of(std::string_view(request.remote));
    const http::rate_decision left = failures_.take(client, with_.time.steady());
    return left.allowed ? std::move(answer) : http::too_many_requests(left);
}

asio::awaitable<http::response> gate::handled(call& of, const endpoint& row)
{
    if (row.once) {
        std::optional<http::response> answered = co_await claim_key(with_, of);
        if (answered) co_return std::move(*answered);
    }
    http::response answer;
    std::exception_ptr failed;
    try {
        answer = co_await row.handle(of);
    } catch (...) {
        failed = std::current_exception();
    }
    co_await release_key(with_, of);
    if (failed) std::rethrow_exception(failed);
    co_return answer;
}

/// The stricter of the limits decides, and is the one told about.
http::rate_decision gate::take_from(const endpoint& row, const caller& who)
{
    const std::string key = counted_as(who);
    const auto now = with_.time.steady();
    const http::rate_decision decision = requests_.take(key, now);
    if (!row.costly || !decision.allowed) return decision;
    return checks_.take(key, now);
}

asio::awaitable<http::response> gate::answer(std::shared_ptr<gate> by, std::shared_ptr<const endpoint> row, caller who,
                                             std::optional<http::rate_decision> decision, http::request& request)
{
    call of{.passed = *by, .request = request, .who = std::move(who), .once = std::nullopt};
    // what changes something is not left half way by a client's impatience or the deadline of a handler
    if (!row->who.anyone && !row->reads() && !row->only_asks)
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    http::response given;
    std::optional<http::response> refused;
    if (!row->who.anyone) refused = wrong_body(*row, request);
    if (refused)
        given = std::move(*refused);
    else if (row->who.anyone)
        given = co_await row->handle(of);
    else
        given = co_await by->handled(of, *row);
    if (decision) http::add_rate_headers(given, *decision);
    co_return given;
}

asio::awaitable<http::passage> gate::admit(std::shared_ptr<gate> by, std::shared_ptr<const endpoint> row,
                                           http::request& request)
{
    http::passage made;
    made.body_octets = row->body_octets;
    if (row->who.anyone) {
        made.stranger = true;
        if (row->body == body_kind::none) made.body_octets = ignored_octets;
        made.refused = wrong_names(request, row->query);
        made.handle = [by, row](http::request& r) { return answer(by, row, caller(), std::nullopt, r); };
        co_return made;
    }
    auto who = co_await by->authenticate(request);
    if (!who) {
        made.refused = who.error();
        co_return made;
    }
    made.client = charged_to(*who);
    const http::rate_decision decision = by->take_from(*row, *who);
    if (!decision.allowed) {
        made.refused = http::too_many_requests(decision);
        co_return made;
    }
    made.refused = forbidden(*row, *who);
    if (!made.refused) made.refused = wrong_names(request, row->query);
    if (made.refused) http::add_rate_headers(*made.refused, decision);
    made.handle = [by, row, whose = std::move(*who), decision](http::request& r) {
        return answer(by, row, whose, decision, r);
    };
    co_return made;
}

http::gate_keeper gate::keeper(std::shared_ptr<gate> by, endpoint row)
{
    // shared, because a std::function may be copied and the coroutine refers to both
    auto shared_row = std::make_shared<const endpoint>(std::move(row));
    return
        [by = std::move(by), row = std::move(shared_row)](http::request& request) { return admit(by, row, request); };
}

asio::awaitable<boost::system::result<caller, http::response>> gate::authenticate(const http::request& request)
{
    // a cookie is sent by itself, a token is not: whoever sends both means the token
    if (request.header("authorization").empty())
        if (const auto cookie = cookie_of(request, sign_in_cookie)) co_return co_await by_sign_in(*cookie, request);
    const std::string_view text = bearer_of(request);
    if (text.empty()) co_return unauthorized({}, "Expected Authorization: Bearer olt_…");
    co_return co_await by_token(text, request);
}

asio::awaitable<boost::system::result<caller, http::response>> gate::by_token(std::string_view text,
                                                                              const http::request& request)
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
    known_.put(hash, **found, now, generation);
    // when it cannot be written (a full disk), reading must go on all the same
    (void)co_await tokens_.used((*found)->id, with_.time.now_seconds());
    co_return caller_of(**found);
}

asio::awaitable<boost::system::result<caller, http::response>> gate::by_sign_in(std::string_view cookie,
                                                                                const http::request& request)
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
    signed_in_.put(*hash, **found, now, generation);
    (void)co_await sign_ins_.used((*found)->id, with_.time.now_seconds());
    co_return caller_of(**found);
}

}  // namespace offlist::api
