#include "http/byte_stream.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace offlist::http {
namespace {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;

void close(tcp::socket& socket)
{
    boost::system::error_code ignored;  // it is being given up
    socket.close(ignored);
}

void reset_and_close(tcp::socket& socket)
{
    boost::system::error_code ignored;
    socket.set_option(tcp::socket::linger(true, 0), ignored);
    close(socket);
}

void cancel(tcp::socket& socket)
{
    boost::system::error_code ignored;
    socket.cancel(ignored);
}

class plain final : public byte_stream {
public:
    explicit plain(tcp::socket socket) : socket_(std::move(socket)) {}

    asio::awaitable<void> handshake(error_code& failed) override
    {
        failed = {};
        co_return;
    }
    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& failed) override
    {
        return socket_.async_read_some(into, redirect_error(use_awaitable, failed));
    }
    asio::awaitable<std::size_t> write(std::array<asio::const_buffer, 2> octets, error_code& failed) override
    {
        return asio::async_write(socket_, octets, redirect_error(use_awaitable, failed));
    }
    asio::awaitable<void> end(error_code& failed) override
    {
        socket_.shutdown(tcp::socket::shutdown_send, failed);
        co_return;
    }
    void interrupt() override { cancel(socket_); }
    void cut() override { close(socket_); }
    void reset() override { reset_and_close(socket_); }

private:
    tcp::socket socket_;
};

class tls final : public byte_stream {
public:
    tls(tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
        : context_(std::move(context)), stream_(std::move(socket), *context_)
    {
    }

    asio::awaitable<void> handshake(error_code& failed) override
    {
        return stream_.async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, failed));
    }
    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& failed) override
    {
        return stream_.async_read_some(into, redirect_error(use_awaitable, failed));
    }
    asio::awaitable<std::size_t> write(std::array<asio::const_buffer, 2> octets, error_code& failed) override
    {
        return asio::async_write(stream_, octets, redirect_error(use_awaitable, failed));
    }
    asio::awaitable<void> end(error_code& failed) override
    {
        return stream_.async_shutdown(redirect_error(use_awaitable, failed));
    }
    void interrupt() override { cancel(stream_.next_layer()); }
    void cut() override { close(stream_.next_layer()); }
    void reset() override { reset_and_close(stream_.next_layer()); }

private:
    std::shared_ptr<asio::ssl::context> context_;  ///< the one it began with, whatever was loaded since
    asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<byte_stream> plain_stream(tcp::socket socket)
{
    return std::make_unique<plain>(std::move(socket));
}

std::unique_ptr<byte_stream> tls_stream(tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
{
    return std::make_unique<tls>(std::move(socket), std::move(context));
}

}  // namespace offlist::http
