// tcp_lane.hpp: asks one resolver over TCP (RFC 7766), for answers that UDP truncated. c-ares keeps one connection and
// pipelines.
//
// Belongs to one executor. Questions that come to nothing (refused, closed, timed out) are told as lost.
#pragma once
#include <ares.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>

#include "dns/random_ids.hpp"

namespace offlist::dns {

class tcp_lane_owner {
public:
    /// The answer to the question sent with `token`; empty when there will be none. Called from within tcp_lane's own
    /// calls.
    virtual void answered_over_tcp(std::uint32_t token, std::span<const std::uint8_t> message) = 0;

protected:
    ~tcp_lane_owner() = default;
};

class tcp_lane {
public:
    tcp_lane(boost::asio::any_io_executor on, const boost::asio::ip::udp::endpoint& peer,
             std::chrono::milliseconds timeout, tcp_lane_owner& owner, random_ids& ids);
    ~tcp_lane();
    tcp_lane(const tcp_lane&) = delete;
    tcp_lane& operator=(const tcp_lane&) = delete;

    void send(std::uint32_t token, std::span<std::uint8_t> packet);
    void tick();
    [[nodiscard]] bool idle() const { return token_of_id_.empty(); }

private:
    struct watched {
        watched(const boost::asio::any_io_executor& on, int descriptor) : handle(on, descriptor) {}
        boost::asio::posix::stream_descriptor handle;
        bool want_read = false;
        bool want_write = false;
        bool reading = false;
        bool writing = false;
    };

    void on_state(int descriptor, bool readable, bool writable);
    void arm(const std::shared_ptr<watched>& one);
    void on_result(std::uint16_t id, std::span<const std::uint8_t> message);

    boost::asio::any_io_executor executor_;
    tcp_lane_owner& owner_;
    random_ids& ids_;
    ares_channel channel_ = nullptr;
    std::map<std::uint16_t, std::uint32_t> token_of_id_;
    std::map<int, std::shared_ptr<watched>> watched_;
};

}  // namespace offlist::dns
