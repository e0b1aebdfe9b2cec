// exchange.hpp: one request and its answer, on their way through gate and handler.
//
// On the server's thread. Kept by the connection and by the handler, which may go on after its time.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/observer.hpp"
#include "http/router.hpp"
#include "http/server_state.hpp"
#include "http/shared_room.hpp"

namespace offlist::http {

struct exchange {
    explicit exchange(std::shared_ptr<server_state> s) : server(std::move(s)) {}

    std::shared_ptr<server_state> server;
    request asked;
    std::string method;  ///< as sent; a handler sees GET for HEAD
    response answer;
    bool refused = false;  ///< by the server itself, in the middle of the request
    bool http_1_0 = false;
    std::size_t head_octets = 0;
    std::chrono::steady_clock::time_point began{};
    std::uint64_t received = 0;
    std::uint64_t sent = 0;

    bool body_to_come = false;  ///< the head is all that the gate sees
    handler let_in;             ///< by the gate; waits for the body
    std::optional<std::size_t> most_body_octets;
    std::optional<shared_room::part> body;
    std::optional<shared_room::part> unread;  ///< of the answer

    std::optional<share> slot;
    bool handled = false;
    bool given_up = false;
    std::exception_ptr failed;

    void refuse(response with);
    [[nodiscard]] finished_request told(std::chrono::steady_clock::time_point now) const;

    /// The gate, and the handler unless a body is to come: then `let_in` waits for it, or there is an answer.
    [[nodiscard]] static boost::asio::awaitable<void> pass_gate(std::shared_ptr<exchange> x);
    /// The handler, when the body is there.
    [[nodiscard]] static boost::asio::awaitable<void> handle(std::shared_ptr<exchange> x);

private:
    void keep(response made);
};

/// 503, to be tried again in a second.
[[nodiscard]] response overloaded(std::string_view detail);

}  // namespace offlist::http
