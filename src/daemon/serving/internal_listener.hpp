// internal_listener.hpp: the listener of the operator's own machines: metrics, health and readiness, whatever strangers
// do to the other one.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <http/observer.hpp>
#include <http/server.hpp>
#include <offlist/problem.hpp>
#include <string_view>

namespace offlist::daemon {

class internal_listener final : public http::server_observer {
public:
    /// Tells `all` what it does, but for its connections, which are none of strangers'. `all` and `time` outlive it.
    internal_listener(const boost::asio::any_io_executor& on, http::router routes,
                      const boost::asio::ip::tcp::endpoint& at, http::server_observer& all, const clock& time);

    [[nodiscard]] parsed<void> start() { return server_.start(); }
    [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const { return server_.endpoint(); }
    [[nodiscard]] boost::asio::awaitable<void> stop(std::chrono::milliseconds bound) { return server_.stop(bound); }

    void request_done(const http::finished_request& done) override { all_.request_done(done); }
    void connections(std::size_t) override {}
    void streams(std::size_t) override {}  // it has none
    void dropped(http::drop_reason why, std::string_view remote) override { all_.dropped(why, remote); }
    void handler_failed(const http::finished_request& so_far, std::string_view what) override
    {
        all_.handler_failed(so_far, what);
    }

private:
    http::server_observer& all_;
    http::server server_;
};

}  // namespace offlist::daemon
