#include "dns/tcp_lane.hpp"

#include <utility>

#include "dns/cares.hpp"
#include "dns/message.hpp"

namespace offlist::dns {
namespace {

using boost::asio::posix::descriptor_base;

}  // namespace

tcp_lane::tcp_lane(boost::asio::any_io_executor on, const boost::asio::ip::udp::endpoint& peer,
                   std::chrono::milliseconds timeout, tcp_lane_owner& owner, random_ids& ids)
    : executor_(std::move(on)), owner_(owner), ids_(ids)
{
    channel_ = make_channel(
        peer, timeout, cares_transport::tcp,
        [](void* self, ares_socket_t descriptor, int readable, int writable) {
            static_cast<tcp_lane*>(self)->on_state(descriptor, readable != 0, writable != 0);
        },
        this);
}

tcp_lane::~tcp_lane()
{
    const serving<tcp_lane> us(this);
    token_of_id_.clear();  // nobody waits any more
    ares_destroy(channel_);
}

void tcp_lane::send(std::uint32_t token, std::span<std::uint8_t> packet)
{
    auto id = ids_.next();
    while (token_of_id_.contains(id)) id = ids_.next();
    token_of_id_[id] = token;
    set_id(packet, id);
    const serving<tcp_lane> us(this);
    ares_send(
        channel_, packet.data(), static_cast<int>(packet.size()),
        [](void* arg, int status, int, unsigned char* octets, int size) {
            const auto message = status == ARES_SUCCESS && octets != nullptr
                                     ? std::span<const std::uint8_t>(octets, static_cast<std::size_t>(size))
                                     : std::span<const std::uint8_t>();
            serving<tcp_lane>::now()->on_result(static_cast<std::uint16_t>(reinterpret_cast<std::uintptr_t>(arg)),
                                                message);
        },
        reinterpret_cast<void*>(static_cast<std::uintptr_t>(id)));
}

void tcp_lane::tick()
{
    const serving<tcp_lane> us(this);
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

void tcp_lane::on_result(std::uint16_t id, std::span<const std::uint8_t> message)
{
    const auto found = token_of_id_.find(id);
    if (found == token_of_id_.end()) return;
    const auto token = found->second;
    token_of_id_.erase(found);
    owner_.answered_over_tcp(token, message);
}

void tcp_lane::on_state(int descriptor, bool readable, bool writable)
{
    if (!readable && !writable) {  // c-ares is about to close it: let go without closing it ourselves
        if (const auto found = watched_.find(descriptor); found != watched_.end()) {
            found->second->handle.cancel();
            found->second->handle.release();
            watched_.erase(found);
        }
        return;
    }
    auto& one = watched_[descriptor];
    if (!one) one = std::make_shared<watched>(executor_, descriptor);
    one->want_read = readable;
    one->want_write = writable;
    arm(one);
}

/// Waits for what c-ares wants of the descriptor, once for each direction at a time.
void tcp_lane::arm(const std::shared_ptr<watched>& one)
{
    // A handler that outlives its descriptor or this lane finds its weak pointer empty: `watched_` holds the only
    // strong one.
    const auto wait = [this, &one](bool watched::*want, bool watched::*busy, descriptor_base::wait_type type) {
        if (!((*one).*want) || (*one).*busy) return;
        (*one).*busy = true;
        one->handle.async_wait(type, [this, weak = std::weak_ptr(one), busy, type](boost::system::error_code error) {
            const auto still = weak.lock();
            if (!still) return;
            (*still).*busy = false;
            if (error || !still->handle.is_open()) return;
            const auto descriptor = still->handle.native_handle();
            const bool reads = type == descriptor_base::wait_read;
            {
                const serving<tcp_lane> us(this);
                ares_process_fd(channel_, reads ? descriptor : ARES_SOCKET_BAD, reads ? ARES_SOCKET_BAD : descriptor);
            }
            if (still->handle.is_open()) arm(still);
        });
    };
    wait(&watched::want_read, &watched::reading, descriptor_base::wait_read);
    wait(&watched::want_write, &watched::writing, descriptor_base::wait_write);
}

}  // namespace offlist::dns
