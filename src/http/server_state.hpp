// server_state.hpp: what the connections of one server share.
//
// On the server's thread. Outlives the server while a connection or a handler has not ended.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <core/task_group.hpp>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "http/client_address.hpp"
#include "http/observer.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/shared_room.hpp"

namespace offlist::http {

/// A share of something bounded, given back when it goes.
class share {
public:
    share() = default;
    share(std::size_t& of, std::size_t amount) : of_(&of), amount_(amount) { of += amount; }
    ~share()
    {
        if (of_ != nullptr) *of_ -= amount_;
    }
    share(const share&) = delete;
    share& operator=(const share&) = delete;

private:
    std::size_t* of_ = nullptr;
    std::size_t amount_ = 0;
};

class server_state {
public:
    server_state(boost::asio::any_io_executor on, router r, const server_limits& l, server_observer& o, const clock& c);

    /// A sane X-Request-Id of the client's, so that one id follows a request through several services; else a new one.
    [[nodiscard]] std::string request_id(std::string_view from_client);
    /// For the Date field; made anew only when the second has changed.
    [[nodiscard]] const std::string& date();

    boost::asio::any_io_executor executor;
    const router routes;
    const server_limits limits;
    server_observer& observer;
    const clock& time;
    trusted_proxies proxies;
    bool tls = false;

    std::size_t requests = 0;  ///< whose gate or handler has not ended
    std::size_t streams = 0;   ///< answers that go on
    shared_room bodies;
    shared_room bodies_of_strangers;
    shared_room answers;
    task_group handlers;

private:
    std::mt19937_64 ids_;  ///< ids are names, not secrets
    std::chrono::sys_seconds dated_{};
    std::string date_;
};

}  // namespace offlist::http
