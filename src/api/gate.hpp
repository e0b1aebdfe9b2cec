// gate.hpp: what every request passes before its handler: who calls, how often, whether the route is for them, and
// whether the question is well formed.
//
// For one thread.
#pragma once
#include <api/context.hpp>
#include <api/endpoint.hpp>
#include <boost/asio/awaitable.hpp>
#include <http/message.hpp>
#include <http/router.hpp>
#include <memory>

namespace offlist::api {

/// The handler of `row` behind the gate. In this order: 401 and 429 by the token, 404 or 403 by the role, 403 by a
/// read-only token, 400 and 415 by query, body and Idempotency-Key; then the row's own answer. Each answer to a known
/// token says in RateLimit-* what is left.
[[nodiscard]] http::handler guarded(std::shared_ptr<context> with, endpoint row);

/// Who calls, by `Authorization: Bearer`, or the answer (401, 429, 503) that turns them away.
[[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> authenticate(
    context& with, const http::request& request);

}  // namespace offlist::api
