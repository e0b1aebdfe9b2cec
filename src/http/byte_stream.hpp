// byte_stream.hpp: a client's octets, plain or through TLS, behind one port.
//
// On one thread. At most one read and one write at a time.
#pragma once
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace offlist::http {

/// Port: implemented over a socket, and over TLS over a socket. What fails says so in `failed`, which the caller keeps
/// until the awaited call has ended.
class byte_stream {
public:
    using error_code = boost::system::error_code;
    virtual ~byte_stream() = default;

    /// Before anything else; nothing for a plain stream.
    [[nodiscard]] virtual boost::asio::awaitable<void> handshake(error_code& failed) = 0;
    [[nodiscard]] virtual boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer into,
                                                                        error_code& failed) = 0;
    /// All of both.
    [[nodiscard]] virtual boost::asio::awaitable<std::size_t> write(std::array<boost::asio::const_buffer, 2> octets,
                                                                    error_code& failed) = 0;
    /// Tells the client that nothing more comes.
    [[nodiscard]] virtual boost::asio::awaitable<void> end(error_code& failed) = 0;
    /// Ends what is awaited, with operation_aborted; the stream can still be written to.
    virtual void interrupt() = 0;
    /// Closes at once.
    virtual void cut() = 0;
    /// The same, and the system keeps nothing of what was written for a client that does not read it.
    virtual void reset() = 0;
};

[[nodiscard]] std::unique_ptr<byte_stream> plain_stream(boost::asio::ip::tcp::socket socket);
[[nodiscard]] std::unique_ptr<byte_stream> tls_stream(boost::asio::ip::tcp::socket socket,
                                                      std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace offlist::http
