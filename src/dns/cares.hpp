// cares.hpp: what is common to our c-ares channels: initialised library, settings, one resolver.
#pragma once
#include <ares.h>

#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <cstdint>
#include <utility>

namespace offlist::dns {

/// Keeps the library initialised. Throws std::runtime_error when it cannot be.
struct cares_library {
    cares_library();
    ~cares_library();
    cares_library(const cares_library&) = delete;
    cares_library& operator=(const cares_library&) = delete;
};

/// Who is being served. c-ares calls back only from within a call on a channel, so its owner makes itself known around
/// each, and the number that a question carries can be its id instead of a pointer to something allocated.
template <class Owner>
class serving {
public:
    explicit serving(Owner* who) : before_(std::exchange(now_, who)) {}
    ~serving() { now_ = before_; }
    serving(const serving&) = delete;
    serving& operator=(const serving&) = delete;
    [[nodiscard]] static Owner* now() { return now_; }

private:
    static inline thread_local Owner* now_ = nullptr;
    Owner* before_;
};

enum class cares_transport : std::uint8_t { udp, tcp };

/// A channel that asks only `server`, once a question, and reads no system configuration. `watch` hears when a
/// descriptor wants to be read or written. Throws std::runtime_error with c-ares's own words when it cannot be made.
[[nodiscard]] ares_channel make_channel(const boost::asio::ip::udp::endpoint& server, std::chrono::milliseconds timeout,
                                        cares_transport transport, ares_sock_state_cb watch = nullptr,
                                        void* watch_arg = nullptr);

/// Connections of `channel` are made through the interface that `of` names, if it does.
void keep_scope(ares_channel channel, const boost::asio::ip::address& of);

}  // namespace offlist::dns
