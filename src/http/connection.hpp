// connection.hpp: one client: its requests, one after the other, each to the router and back.
//
// On the server's thread. A connection is kept by the coroutine that runs it; the server knows it to look at its
// deadline, to let it end and to cut it.
#pragma once
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/byte_stream.hpp"
#include "http/message.hpp"
#include "http/server_state.hpp"

namespace offlist::http {

class body_stream;
struct exchange;
class request_reader;

class connection : public std::enable_shared_from_this<connection> {
public:
    connection(std::shared_ptr<server_state> server, std::unique_ptr<byte_stream> stream,
               const boost::asio::ip::address& peer);

    /// Serves until the client, a deadline or the server ends it.
    [[nodiscard]] boost::asio::awaitable<void> run();

    /// Acts on a deadline that has passed.
    void look_at_clock(std::chrono::steady_clock::time_point now);
    /// Ends when the request under way is answered; at once when there is none.
    void finish();
    /// Ends at once.
    void cut();
    /// Whether it may be ended for another's sake: its client has no whole request under way.
    [[nodiscard]] bool may_give_way() const;
    void give_way();
    [[nodiscard]] const boost::asio::ip::address& peer() const { return peer_; }
    [[nodiscard]] const std::string& client() const { return client_; }  ///< network_of(peer())

private:
    /// What the client keeps us waiting for, and so what a passed deadline means.
    enum class stage : std::uint8_t { handshake, idle, head, body, handling, write, streaming, goodbye };

    [[nodiscard]] boost::asio::awaitable<bool> serve_one();
    [[nodiscard]] boost::asio::awaitable<bool> wait_for_head(exchange& x);
    [[nodiscard]] boost::asio::awaitable<bool> read_body(request_reader& reader, exchange& x);
    [[nodiscard]] boost::asio::awaitable<void> work_on(std::shared_ptr<exchange> x, boost::asio::awaitable<void> work);
    [[nodiscard]] boost::asio::awaitable<void> finish_answer(exchange& x);
    [[nodiscard]] boost::asio::awaitable<bool> send(exchange& x);
    /// The body of an answer whose head was sent, until it ends or the client has gone.
    [[nodiscard]] boost::asio::awaitable<bool> send_stream(exchange& x);
    [[nodiscard]] boost::asio::awaitable<bool> write_piece(exchange& x, std::string_view piece);
    /// A client that streams are sent to says nothing more: what is read is its end.
    [[nodiscard]] static boost::asio::awaitable<void> watch_client(std::shared_ptr<connection> self,
                                                                   std::shared_ptr<body_stream> of);
    [[nodiscard]] boost::asio::awaitable<void> stop_watching();
    [[nodiscard]] boost::asio::awaitable<bool> fill();
    /// Ends our side and reads on until the client has ended its own, within bounds.
    [[nodiscard]] boost::asio::awaitable<void> say_goodbye();
    void read_head(request_reader& reader, exchange& x);
    void leave_body(request_reader& reader);
    void refuse_late(exchange& x, std::string_view what);
    void name_request(exchange& x) const;
    void enter(stage now, std::chrono::milliseconds bound);
    void await_octets(stage now, std::chrono::milliseconds bound);
    void keep_pace(std::size_t octets);

    std::shared_ptr<server_state> server_;
    std::unique_ptr<byte_stream> stream_;
    boost::asio::ip::address peer_;
    std::string client_;
    boost::asio::steady_timer handled_;  ///< never due: cancelled when the handler has ended or its time is up
    stage stage_ = stage::handshake;
    std::chrono::steady_clock::time_point deadline_;
    std::chrono::steady_clock::time_point ends_;  ///< the stage, however well its client keeps pace
    std::size_t in_pace_ = 0;                     ///< octets that came for the pace under way
    bool late_ = false;                           ///< the deadline of this stage passed
    bool closing_ = false;                        ///< no request after this one
    bool gave_way_ = false;
    std::shared_ptr<body_stream> streaming_;  ///< the answer that goes on
    bool watching_ = false;                   ///< watch_client() has not ended
    std::string in_;                          ///< received and not used yet
    std::uint64_t received_ = 0;
    static constexpr std::size_t chunk_octets = std::size_t{16} * 1024;
    std::array<char, chunk_octets> chunk_;  ///< where reads go before they join in_
};

}  // namespace offlist::http
