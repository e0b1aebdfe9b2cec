// cares.hpp: what is common to our c-ares channels: initialised library, settings, one resolver.
#pragma once
#include <ares.h>

#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <cstdint>

namespace offlist::dns {

enum class cares_transport : std::uint8_t { udp, tcp };

/// A channel that asks only `server`, once a question, and reads no system configuration. `watch` hears when a
/// descriptor wants to be read or written. Throws std::runtime_error with c-ares's own words when it cannot be made.
[[nodiscard]] ares_channel make_channel(const boost::asio::ip::udp::endpoint& server, std::chrono::milliseconds timeout,
                                        cares_transport transport, ares_sock_state_cb watch = nullptr,
                                        void* watch_arg = nullptr);

}  // namespace offlist::dns
