// gate.hpp: what every request passes before its handler: who calls, how often, whether the route is for them, and
// whether the question is well formed.
//
// One gate a router. It counts requests. For one thread.
#pragma once
#include <api/endpoint.hpp>
#include <api/ports.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <http/message.hpp>
#include <http/rate_limiter.hpp>
#include <http/router.hpp>
#include <memory>
#include <optional>

namespace offlist::api {

class callers;

class gate {
public:
    explicit gate(const api_ports& with);
    ~gate();
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;

    /// The gate before `row`. By the head alone, in this order: 401 and 429 by the token, 404 or 403 by the role, 403
    /// by a read-only token, 400 by the query. Then, with the body, 400 and 415 by body and Idempotency-Key, and the
    /// row's own answer. Each answer to a known token says in RateLimit-* what is left.
    [[nodiscard]] static http::gate_keeper keeper(std::shared_ptr<gate> by, endpoint row);

    /// Who calls, by `Authorization: Bearer`, or, where there is no such field, by the cookie of a sign-in; or the
    /// answer (401, 403, 429, 503) that turns them away.
    [[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> authenticate(
        const http::request& request);

    /// Of a caller that was let in by `request` some time ago: the answer that would turn them away now; none: they may
    /// still listen.
    [[nodiscard]] boost::asio::awaitable<std::optional<http::response>> turned_away(const http::request& request,
                                                                                    const caller& who);

    /// Tokens were revoked: none that is known may be trusted any more.
    void forget_tokens();
    /// The same of sign-ins: one has ended, or may do something else from now on.
    void forget_sign_ins();
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
    [[nodiscard]] http::rate_decision take_from(const endpoint& row, const caller& who);

    api_ports with_;
    std::unique_ptr<callers> callers_;
    http::rate_limiter requests_;
    http::rate_limiter checks_;
};

}  // namespace offlist::api
