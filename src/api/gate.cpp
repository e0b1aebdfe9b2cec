#include "api/gate.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <core/ascii.hpp>
#include <exception>
#include <string>
#include <utility>

#include "api/answers.hpp"
#include "api/callers.hpp"
#include "api/once.hpp"
#include "api/query.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

/// What some clients send with a GET; nobody reads it.
constexpr std::size_t ignored_octets = 4096;

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
      callers_(std::make_unique<callers>(with)),
      requests_(with.options.requests),
      checks_(with.options.checks)
{
}

gate::~gate() = default;

asio::awaitable<boost::system::result<caller, http::response>> gate::authenticate(const http::request& request)
{
    co_return co_await callers_->authenticate(request);
}

asio::awaitable<std::optional<http::response>> gate::turned_away(const http::request& request, const caller& who)
{
    co_return co_await callers_->turned_away(request, who);
}

void gate::forget_tokens()
{
    callers_->forget_tokens();
}

void gate::forget_sign_ins()
{
    callers_->forget_sign_ins();
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

}  // namespace offlist::api
