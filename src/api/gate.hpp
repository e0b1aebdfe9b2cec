// gate.hpp: what every request passes before its handler: who calls, how often, whether the route is for them, and
// whether the question is well formed.
//
// One gate a router. It remembers tokens and sign-ins, and counts requests. For one thread.
#pragma once
#include <api/endpoint.hpp>
#include <api/ports.hpp>
#include <api/secret_cache.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <http/message.hpp>
#include <http/rate_limiter.hpp>
#include <http/router.hpp>
#include <memory>
#include <optional>
#include <store/accounts/token_table.hpp>
#include <store/people/sign_in_table.hpp>
#include <string_view>

namespace offlist::api {

class gate {
public:
    explicit gate(const api_ports& with);

    /// The gate before `row`. By the head alone, in this order: 401 and 429 by the token, 404 or 403 by the role, 403
    /// by a read-only token, 400 by the query. Then, with the body, 400 and 415 by body and Idempotency-Key, and the
    /// row's own answer. Each answer to a known token says in RateLimit-* what is left.
    [[nodiscard]] static http::gate_keeper keeper(std::shared_ptr<gate> by, endpoint row);

    /// Who calls, by `Authorization: Bearer`, or, where there is no such field, by the cookie of a sign-in; or the
    /// answer (401, 403, 429, 503) that turns them away.
    [[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> authenticate(
        const http::request& request);

    /// Tokens were revoked: none that is known may be trusted any more.
    void forget_tokens() { known_.forget(); }
    /// The same of sign-ins: one has ended, or may do something else from now on.
    void forget_sign_ins() { signed_in_.forget(); }
    [[nodiscard]] std::chrono::sys_seconds now() const { return with_.time.now_seconds(); }

private:
    [[nodiscard]] static boost::asio::awaitable<http::passage> admit(std::shared_ptr<gate> by,
                                                                     std::shared_ptr<const endpoint> row,
                                                                     http::request& request);
    [[nodiscard]] static boost::asio::awaitable<http::response> answer(std::shared_ptr<gate> by,
                                                                       std::shared_ptr<const endpoint> row, caller who,
                                                                       std::optional<http::rate_decision> decision,
                                                                       http::request& request);
    [[nodiscard]] boost::asio::awaitable<http::response> handled(call& of, const endpoint& row);
    [[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> by_token(
        std::string_view text, const http::request& request);
    [[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> by_sign_in(
        std::string_view cookie, const http::request& request);
    [[nodiscard]] http::response useless(const http::request& request, http::response answer);
    [[nodiscard]] http::rate_decision take_from(const endpoint& row, const caller& who);

    api_ports with_;
    store::token_table tokens_;
    store::sign_in_table sign_ins_;
    secret_cache<store::token_record> known_;
    secret_cache<store::sign_in> signed_in_;
    http::rate_limiter requests_;
    http::rate_limiter checks_;
    http::rate_limiter failures_;  ///< by network_of() the remote address
};

}  // namespace offlist::api
