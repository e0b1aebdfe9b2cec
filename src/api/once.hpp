// once.hpp: requests that make something: done once, however often they are sent with one Idempotency-Key.
//
// What is made and the answer that is kept for the key are written in one transaction, so a crash leaves both or
// neither. For one thread.
#pragma once
#include <api/endpoint.hpp>
#include <api/ports.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <http/message.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/engine/session.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace offlist::api {

/// What a job has done.
struct outcome {
    http::response answer;
    std::optional<http::response> kept;  ///< kept for the key instead of `answer`, which holds a secret
    std::vector<std::string> added;      ///< subjects that are to be asked at once (application::subjects_changed)
};

/// A problem undoes what was done. May run more than once: no effect but on the session.
using making = std::function<parsed<outcome>(soci::session&)>;

/// A use case (services/), and what its result is answered: `shown(result)` gives an outcome or a plain response.
template <class UseCase, class Shown>
[[nodiscard]] making answered(UseCase what, Shown shown)
{
    return [what = std::move(what), shown = std::move(shown)](soci::session& s) -> parsed<outcome> {
        const auto done = what(s);
        if (!done) return done.error();
        if constexpr (std::is_same_v<decltype(shown(*done)), http::response>)
            return outcome{.answer = shown(*done), .kept = {}, .added = {}};
        else
            return shown(*done);
    };
}

/// Runs `job` in a transaction; its answer, or 503. An answer above 299 is not kept, so its job changes nothing that
/// would not change without it.
[[nodiscard]] boost::asio::awaitable<http::response> commit(const api_ports& with, call& of, making job);

/// Claims the request's key. None: go on (call::once is set when there is a key); else the answer: the kept one, 409
/// while the first request is under way, 422 when the key was used for something else, 400 for a key that is none.
[[nodiscard]] boost::asio::awaitable<std::optional<http::response>> claim_key(const api_ports& with, call& of);
/// The handler has ended without commit(), or failed: the key may be used again.
[[nodiscard]] boost::asio::awaitable<void> release_key(const api_ports& with, call& of);

}  // namespace offlist::api
