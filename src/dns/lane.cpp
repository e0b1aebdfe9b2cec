#include "dns/lane.hpp"

#include <algorithm>
#include <array>
#include <boost/assert.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "dns/cares.hpp"
#include "dns/message.hpp"

namespace offlist::dns {
namespace {

/// c-ares calls back only from within a call on the channel, so the lane being served is known without a pointer a
constexpr std::size_t stand_in_size = header_size + 5;

/// What c-ares believes that it sends and receives: the id, one question about the root.
std::array<std::uint8_t, stand_in_size> stand_in(std::uint16_t id, std::uint8_t flags)
{
    return {static_cast<std::uint8_t>(id >> 8),
            static_cast<std::uint8_t>(id),
            flags,
            0,
            0,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            1};
}

}  // namespace

const ares_socket_functions& lane::virtual_sockets()
{
    static const ares_socket_functions functions = {
        .asocket = [](int, int, int, void* self) { return static_cast<lane*>(self)->descriptor(); },
        .aclose = [](ares_socket_t, void*) { return 0; },  // the udp_batch owns the descriptor
        .aconnect = [](ares_socket_t, const sockaddr*, ares_socklen_t, void*) { return 0; },
        .arecvfrom =
            [](ares_socket_t, void* out, size_t size, int, sockaddr* from, ares_socklen_t* from_size, void* self) {
                return static_cast<lane*>(self)->next_datagram({static_cast<std::uint8_t*>(out), size}, from,
                                                               from_size);
            },
        .asendv =
            [](ares_socket_t, const iovec*, int, void* self) {
                auto& us = *static_cast<lane*>(self);
                us.socket_.queue(us.sending_);
                return static_cast<ares_ssize_t>(stand_in_size);
            }};
    return functions;
}

lane::lane(const boost::asio::ip::udp::endpoint& peer, std::chrono::milliseconds timeout, lane_owner& owner,
           random_ids& ids, receive_buffer& buffer)
    : socket_(peer), peer_(peer), owner_(owner), ids_(ids), buffer_(buffer), slot_of_id_(65536, free_id)
{
    channel_ = make_channel(peer, timeout, cares_transport::udp);
    ares_set_socket_functions(channel_, &virtual_sockets(), this);
}

lane::~lane()
{
    const serving<lane> us(this);
    ares_destroy(channel_);
}

std::uint16_t lane::send(std::uint16_t slot, std::span<std::uint8_t> packet)
{
    BOOST_ASSERT(under_way_ < 65536 / 2);
    auto id = ids_.next();
    while (slot_of_id_[id] != free_id) id = ids_.next();
    slot_of_id_[id] = slot;
    ++under_way_;
    ++sent_;
    set_id(packet, id);
    sending_ = packet;
    const auto shown = stand_in(id, 0x01);
    const serving<lane> us(this);
    ares_send(
        channel_, shown.data(), static_cast<int>(shown.size()),
        [](void* arg, int status, int, unsigned char*, int) {
            serving<lane>::now()->on_result(static_cast<std::uint16_t>(reinterpret_cast<std::uintptr_t>(arg)), status);
        },
        reinterpret_cast<void*>(static_cast<std::uintptr_t>(id)));
    return id;
}

void lane::forget(std::uint16_t id)
{
    if (slot_of_id_[id] != free_id) ++forgotten_;
}

std::size_t lane::receive()
{
    const serving<lane> us(this);
    next_ = 0;
    arrived_ = socket_.receive(buffer_);
    if (arrived_ != 0) ares_process_fd(channel_, descriptor(), ARES_SOCKET_BAD);
    return arrived_;
}

void lane::tick()
{
    const serving<lane> us(this);
    next_ = arrived_ = 0;
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

/// c-ares reads: gives it the next datagram that answers something we asked, and drops all others unseen.
ares_ssize_t lane::next_datagram(std::span<std::uint8_t> out, sockaddr* from, ares_socklen_t* from_size)
{
    while (next_ < arrived_) {
        current_ = buffer_[next_++];
        const auto message = current_.octets;
        if (message.size() >= header_size) {
            const auto id = id_of(message);
            const auto slot = slot_of_id_[id];
            if (slot != free_id) {
                const auto packet = owner_.awaited(*this, id, slot);
                if (packet.empty() || answers(message, packet)) {
                    const auto shown = stand_in(id, 0x81);
                    std::memcpy(out.data(), shown.data(), shown.size());
                    const auto address_size = std::min<std::size_t>(*from_size, peer_.size());
                    std::memcpy(from, peer_.data(), address_size);  // the socket is connected: it came from there
                    *from_size = static_cast<ares_socklen_t>(address_size);
                    return static_cast<ares_ssize_t>(shown.size());
                }
            }
        }
    }
    errno = EAGAIN;
    return -1;
}

void lane::on_result(std::uint16_t id, int status)
{
    const auto slot = std::exchange(slot_of_id_[id], free_id);
    --under_way_;
    if (owner_.awaited(*this, id, slot).empty()) {
        --forgotten_;
        return;
    }
    if (status == ARES_SUCCESS)
        owner_.answered(*this, id, slot, current_);
    else
        owner_.gave_up(*this, id, slot);
}

}  // namespace offlist::dns
