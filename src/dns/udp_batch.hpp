// udp_batch.hpp: a connected UDP socket that sends and receives many datagrams a system call.
//
// Sends: datagrams of one length are gathered in one buffer and leave with one sendmsg as a UDP GSO super-packet
// (UDP_SEGMENT, Linux 4.18); all buffers leave with one sendmmsg. Where the kernel or device has no GSO the same
// buffers leave as single datagrams, still with sendmmsg. Receives: recvmmsg into a buffer that all sockets of a thread
// share. 80 to 97 % of what a question costs is the kernel's, per call and per trip through its UDP stack: hence all
// this. Belongs to one thread.
#pragma once
#include <sys/socket.h>

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace offlist::dns {

/// Where received datagrams stand until the next receive. One for all sockets of a thread.
class receive_buffer {
public:
    static constexpr std::size_t datagrams = 128;  ///< a call; more gains nothing and costs cache
    static constexpr std::size_t size = 1280;      ///< octets each: above edns_udp_size, which is what we ask for

    struct datagram {
        std::span<const std::uint8_t> octets;
        bool cut;  ///< longer than the buffer: the rest is lost
    };

    receive_buffer();
    receive_buffer(const receive_buffer&) = delete;
    receive_buffer& operator=(const receive_buffer&) = delete;
    [[nodiscard]] datagram operator[](std::size_t i) const;

private:
    friend class udp_batch;
    std::vector<std::uint8_t> octets_;
    std::array<::iovec, datagrams> vectors_{};
    std::array<::mmsghdr, datagrams> headers_{};
};

class udp_batch {
public:
    static constexpr std::size_t segments = 64;    ///< datagrams of one super-packet: UDP_MAX_SEGMENTS of older kernels
    static constexpr std::size_t longest = 320;    ///< octets of the longest datagram that can be sent
    static constexpr int socket_buffer = 4 << 20;  ///< octets; less loses bursts of answers in our own kernel

    /// Throws std::system_error when the socket cannot be made or connected.
    explicit udp_batch(const boost::asio::ip::udp::endpoint& peer);
    ~udp_batch();
    udp_batch(const udp_batch&) = delete;
    udp_batch& operator=(const udp_batch&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Copies a datagram of at most `longest` octets to what the next flush sends.
    void queue(std::span<const std::uint8_t> datagram);
    /// Sends what is queued. False: the kernel's buffer is full, the rest waits for the next flush.
    bool flush();
    [[nodiscard]] bool idle() const { return queued_.empty(); }

    /// Fills `into` with what has arrived; returns how many datagrams. Never waits.
    std::size_t receive(receive_buffer& into);

    /// Whether the peer's port was closed since the last call (ECONNREFUSED, which the kernel tells once an ICMP
    /// message).
    [[nodiscard]] bool take_refused();

    void without_gso() { gso_ = false; }

private:
    struct gathered {
        std::vector<std::uint8_t> octets;
        std::uint16_t length = 0;  ///< of each datagram
    };
    enum class sent : std::uint8_t { all, full, again };

    sent send_queued();
    sent failed(int error, std::size_t first_unsent);
    void drop_front(gathered& from, std::size_t datagrams);

    int descriptor_ = -1;
    bool gso_ = true;
    bool refused_ = false;
    std::array<gathered*, longest + 1> by_length_{};
    std::vector<gathered*> queued_;  // those of by_length_ that hold datagrams
    std::vector<std::unique_ptr<gathered>> owned_;
};

}  // namespace offlist::dns
