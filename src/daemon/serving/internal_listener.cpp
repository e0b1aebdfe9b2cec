#include "daemon/serving/internal_listener.hpp"

#include <utility>

namespace offlist::daemon {
namespace {

// What the operator's own machines ask is little, and they are few.
http::server_options options_of(const boost::asio::ip::tcp::endpoint& at)
{
    http::server_options o;
    o.listen = at;
    o.limits.body_octets = 4096;
    o.limits.connections = 64;
    o.limits.requests = 32;
    return o;
}

}  // namespace

internal_listener::internal_listener(const boost::asio::any_io_executor& on, http::router routes,
                                     const boost::asio::ip::tcp::endpoint& at, http::server_observer& all,
                                     const clock& time)
    : all_(all), server_(on, std::move(routes), options_of(at), *this, time)
{
}

}  // namespace offlist::daemon
