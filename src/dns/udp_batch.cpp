#include "dns/udp_batch.hpp"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <unistd.h>

#include <algorithm>
#include <boost/assert.hpp>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace offlist::dns {
namespace {

constexpr std::size_t messages_a_call = 64;
constexpr int refusals_a_call = 4;  // how many pending errors one call may clear before it gives the loop back

struct alignas(::cmsghdr) segment_control {
    std::array<char, CMSG_SPACE(sizeof(std::uint16_t))> octets{};
};

/// The messages of one sendmmsg.
struct outgoing_messages {
    std::array<::mmsghdr, messages_a_call> headers{};
    std::array<::iovec, messages_a_call> vectors{};
    std::array<segment_control, messages_a_call> controls{};
    unsigned count = 0;

    ::msghdr& add(std::uint8_t* octets, std::size_t size)
    {
        vectors[count] = {octets, size};
        auto& header = headers[count++].msg_hdr;
        header.msg_iov = &vectors[count - 1];
        header.msg_iovlen = 1;
        return header;
    }
    /// Asks the kernel to cut the last message into datagrams of `length` octets.
    void segment(std::uint16_t length)
    {
        auto& header = headers[count - 1].msg_hdr;
        auto& control = controls[count - 1].octets;
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        auto* item = CMSG_FIRSTHDR(&header);
        item->cmsg_level = SOL_UDP;
        item->cmsg_type = UDP_SEGMENT;
        item->cmsg_len = CMSG_LEN(sizeof length);
        std::memcpy(CMSG_DATA(item), &length, sizeof length);
    }
};

void enlarge(int descriptor, int forced, int polite)
{
    // The forced form goes beyond net.core.[rw]mem_max and needs CAP_NET_ADMIN; without it we get what the system
    // allows.
    const int size = udp_batch::socket_buffer;
    if (::setsockopt(descriptor, SOL_SOCKET, forced, &size, sizeof size) != 0)
        ::setsockopt(descriptor, SOL_SOCKET, polite, &size, sizeof size);
}

}  // namespace

receive_buffer::receive_buffer() : octets_(datagrams * size)
{
    for (std::size_t i = 0; i < datagrams; ++i) {
        vectors_[i] = {octets_.data() + i * size, size};
        headers_[i].msg_hdr.msg_iov = &vectors_[i];
        headers_[i].msg_hdr.msg_iovlen = 1;
    }
}

receive_buffer::datagram receive_buffer::operator[](std::size_t i) const
{
    return {.octets = {octets_.data() + i * size, headers_[i].msg_len},
            .cut = (headers_[i].msg_hdr.msg_flags & MSG_TRUNC) != 0};
}

udp_batch::udp_batch(const boost::asio::ip::udp::endpoint& peer)
{
    descriptor_ = ::socket(peer.protocol().family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
    enlarge(descriptor_, SO_RCVBUFFORCE, SO_RCVBUF);
    enlarge(descriptor_, SO_SNDBUFFORCE, SO_SNDBUF);
    if (::connect(descriptor_, peer.data(), static_cast<socklen_t>(peer.size())) != 0) {
        const int error = errno;
        ::close(descriptor_);
        throw std::system_error(error, std::generic_category(), "connect");
    }
}

udp_batch::~udp_batch()
{
    ::close(descriptor_);
}

void udp_batch::queue(std::span<const std::uint8_t> datagram)
{
    BOOST_ASSERT(!datagram.empty() && datagram.size() <= longest);
    auto*& slot = by_length_[datagram.size()];
    if (slot == nullptr) {
        slot = owned_.emplace_back(std::make_unique<gathered>()).get();
        slot->length = static_cast<std::uint16_t>(datagram.size());
        slot->octets.reserve(segments * datagram.size());
    }
    if (slot->octets.empty()) queued_.push_back(slot);
    slot->octets.insert(slot->octets.end(), datagram.begin(), datagram.end());
}

bool udp_batch::flush()
{
    int refusals = 0;
    while (!queued_.empty()) {
        switch (send_queued()) {
            case sent::all:
                break;
            case sent::full:
                return false;
            case sent::again:
                if (++refusals > refusals_a_call) return false;
                break;
        }
    }
    return true;
}

udp_batch::sent udp_batch::send_queued()
{
    outgoing_messages out;
    for (auto* part : queued_) {
        const std::size_t step = gso_ ? segments * part->length : part->length;
        for (std::size_t at = 0; at < part->octets.size() && out.count < messages_a_call; at += step) {
            const auto size = std::min(step, part->octets.size() - at);
            out.add(part->octets.data() + at, size);
            if (size > part->length) out.segment(part->length);
        }
    }
    const int done = ::sendmmsg(descriptor_, out.headers.data(), out.count, MSG_DONTWAIT | MSG_NOSIGNAL);
    const int error = errno;

    std::size_t octets = 0;
    for (int i = 0; i < done; ++i) octets += out.vectors[static_cast<std::size_t>(i)].iov_len;
    std::size_t emptied = 0;
    for (auto* part : queued_) {
        const auto size = std::min(octets, part->octets.size());
        drop_front(*part, size / part->length);
        octets -= size;
        if (!part->octets.empty()) break;
        ++emptied;
    }
    queued_.erase(queued_.begin(), queued_.begin() + static_cast<std::ptrdiff_t>(emptied));
    return done < 0 ? failed(error, out.vectors[0].iov_len) : sent::all;
}

/// What to do about the first message, which the kernel did not take.
udp_batch::sent udp_batch::failed(int error, std::size_t first_unsent)
{
    switch (error) {
        case EAGAIN:
        case ENOBUFS:
            return sent::full;
        case EINTR:
            return sent::all;
        case ECONNREFUSED:  // an earlier datagram's error; this message was not looked at
            refused_ = true;
            return sent::again;
        case EIO:
        case EINVAL:
        case EOPNOTSUPP:
            if (gso_ && first_unsent > queued_.front()->length) {  // no GSO here: the same again, datagram by datagram
                gso_ = false;
                return sent::all;
            }
            [[fallthrough]];
        default:  // no route, no permission: these are lost like any other lost datagram
            drop_front(*queued_.front(), first_unsent / queued_.front()->length);
            if (queued_.front()->octets.empty()) queued_.erase(queued_.begin());
            refused_ = true;
            return sent::all;
    }
}

void udp_batch::drop_front(gathered& from, std::size_t datagrams)
{
    const auto size = static_cast<std::ptrdiff_t>(datagrams * from.length);
    from.octets.erase(from.octets.begin(), from.octets.begin() + size);
}

std::size_t udp_batch::receive(receive_buffer& into)
{
    for (int refusals = 0; refusals <= refusals_a_call; ++refusals) {
        const int count =
            ::recvmmsg(descriptor_, into.headers_.data(), receive_buffer::datagrams, MSG_DONTWAIT, nullptr);
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == ENETUNREACH)
            refused_ = true;
        else if (errno != EINTR)
            return 0;
    }
    return 0;
}

bool udp_batch::take_refused()
{
    const bool was = refused_;
    refused_ = false;
    return was;
}

}  // namespace offlist::dns
