// lane.hpp: one c-ares channel on one UDP socket to one resolver: it matches answers to questions and times them out.
//
// c-ares never touches the network here: its virtual sockets (ares_set_socket_functions) queue what it sends into a
// udp_batch and hand it what a batch brought. Before c-ares hears of a datagram the lane has compared id, port and
// question section exactly. So that c-ares does not do so again (it expands both names into fresh memory, half of all
// user time), it is shown a stand-in: a message with the same id and the root as its name. The channel makes one try a
// question; tries, failover and windows are the engine's. Belongs to one thread.
#pragma once
#include <ares.h>

#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "dns/random_ids.hpp"
#include "dns/udp_batch.hpp"

namespace offlist::dns {

class lane;

/// What a lane tells its owner. `slot` is the number the question was sent with.
class lane_owner {
public:
    /// The packet of the question in `slot` as sent over `by` with `id`; empty when nobody waits for that any more.
    [[nodiscard]] virtual std::span<const std::uint8_t> awaited(const lane& by, std::uint16_t id,
                                                                std::uint16_t slot) const = 0;
    virtual void answered(lane& by, std::uint16_t id, std::uint16_t slot, const receive_buffer::datagram& message) = 0;
    /// c-ares gave the question up; no answer to it will come over this lane.
    virtual void gave_up(lane& by, std::uint16_t id, std::uint16_t slot) = 0;

protected:
    ~lane_owner() = default;
};

class lane {
public:
    /// Questions one lane may have under way: c-ares 1.18 finds them by id in 2048 buckets.
    static constexpr int most_under_way = 1000;

    /// Throws std::runtime_error (std::system_error for the socket) when it cannot be made.
    lane(const boost::asio::ip::udp::endpoint& peer, std::chrono::milliseconds timeout, lane_owner& owner,
         random_ids& ids, receive_buffer& buffer);
    ~lane();
    lane(const lane&) = delete;
    lane& operator=(const lane&) = delete;

    [[nodiscard]] int descriptor() const { return socket_.descriptor(); }
    [[nodiscard]] udp_batch& socket() { return socket_; }

    /// Gives `packet` a fresh id and queues it. Returns the id.
    std::uint16_t send(std::uint16_t slot, std::span<std::uint8_t> packet);
    /// The owner no longer waits for this question; its answer, if it ever comes, is swallowed.
    void forget(std::uint16_t id);
    /// Takes what has arrived, at most one buffer full. Returns how many datagrams.
    std::size_t receive();
    /// Lets c-ares drop what has timed out. To be called now and then.
    void tick();

    [[nodiscard]] int under_way() const { return under_way_; }  ///< with the forgotten ones
    [[nodiscard]] int forgotten() const { return forgotten_; }
    [[nodiscard]] std::uint64_t sent() const { return sent_; }

private:
    static constexpr std::uint16_t free_id = 0xffff;

    void on_result(std::uint16_t id, int status);
    ares_ssize_t next_datagram(std::span<std::uint8_t> out, sockaddr* from, ares_socklen_t* from_size);
    static const ares_socket_functions& virtual_sockets();

    udp_batch socket_;
    boost::asio::ip::udp::endpoint peer_;
    lane_owner& owner_;
    random_ids& ids_;
    receive_buffer& buffer_;
    ares_channel channel_ = nullptr;
    std::vector<std::uint16_t> slot_of_id_;  // free_id: not under way
    std::size_t next_ = 0;                   // of buffer_, while receiving
    std::size_t arrived_ = 0;
    std::span<const std::uint8_t> sending_;  // the packet whose stand-in c-ares is being given
    receive_buffer::datagram current_{};     // the one that c-ares is looking at
    int under_way_ = 0;
    int forgotten_ = 0;
    std::uint64_t sent_ = 0;
};

}  // namespace offlist::dns
