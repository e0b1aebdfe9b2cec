// responder: the fastest DNS blocklist that this machine can pretend to be, so that a client under test is the limit.
//
//   responder PORT [--listed-every N] [--loss PERCENT] [--seconds N]
//
// Answers every question on 127.0.0.1:PORT by recvmmsg/sendmmsg on one thread. An IPv4 question (reversed octets) whose
// address is 0 modulo N is listed (127.0.0.2; its TXT is "listed"), as is the RFC 5782 test entry 127.0.0.2; everything
// else is NXDOMAIN. With
// --loss that share of the questions gets no answer. Prints "ready" once it can be asked; ends by itself after
// --seconds (default 120) or at SIGTERM. Does plain datagrams only: no GSO, no GRO, so no client is favoured.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t batch = 128;
constexpr std::size_t datagram = 512;

volatile std::sig_atomic_t stopped = 0;

struct settings {
    std::uint16_t port = 0;
    std::uint32_t listed_every = 1000;
    double loss = 0;
    int seconds = 120;
};

/// The IPv4 address whose octets are the first four labels, reversed; false when they are not.
bool address_of(const std::uint8_t* name, const std::uint8_t* end, std::uint32_t& address)
{
    address = 0;
    for (int label = 0; label < 4; ++label) {
        if (name >= end) return false;
        const unsigned length = *name++;
        if (length < 1 || length > 3 || name + length >= end) return false;
        std::uint32_t value = 0;
        for (unsigned i = 0; i < length; ++i, ++name) {
            if (*name < '0' || *name > '9') return false;
            value = value * 10 + (*name - '0');
        }
        if (value > 255) return false;
        address |= value << (8 * label);
    }
    return true;
}

/// Turns the question in `packet` into its answer, in place. Returns the answer's size, 0 for none.
std::size_t answer(std::uint8_t* packet, std::size_t size, const settings& s)
{
    if (size < 17 || (packet[2] & 0x80) != 0) return 0;
    std::size_t end = 12;
    while (end < size && packet[end] != 0) end += packet[end] + 1U;
    end += 5;
    if (end > size) return 0;
    const auto type = packet[end - 3];
    std::uint32_t address = 0;
    const bool listed = address_of(packet + 12, packet + size, address) &&
                        (address == 0x7f000002 || (address % s.listed_every == 0 && address >> 24 != 127));
    packet[2] = 0x84 | (packet[2] & 1);
    packet[3] = listed ? 0 : 3;
    std::memset(packet + 6, 0, 6);
    if (!listed) return end;
    packet[7] = 1;
    const std::array<std::uint8_t, 10> fixed = {0xc0, 12, 0, type, 0, 1, 0, 0, 8, 52};
    std::memcpy(packet + end, fixed.data(), fixed.size());
    end += fixed.size();
    if (type == 16) {
        std::memcpy(packet + end, "\0\7\6listed", 9);
        return end + 9;
    }
    std::memcpy(packet + end, "\0\4\177\0\0\2", 6);
    return end + 6;
}

int serve(int socket, const settings& s)
{
    std::vector<std::uint8_t> octets(batch * datagram);
    std::array<mmsghdr, batch> in{};
    std::array<mmsghdr, batch> out{};
    std::array<iovec, batch> vectors{};
    std::array<iovec, batch> out_vectors{};
    std::array<sockaddr_in, batch> from{};
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(s.seconds);
    const auto lost_below = static_cast<std::uint32_t>(s.loss / 100 * 4294967295.0);
    std::uint32_t random = 12345;
    unsigned long long answered = 0;
    while (stopped == 0 && std::chrono::steady_clock::now() < until) {
        for (std::size_t i = 0; i < batch; ++i) {
            vectors[i] = {octets.data() + i * datagram, datagram};
            in[i].msg_hdr = {&from[i], sizeof from[i], &vectors[i], 1, nullptr, 0, 0};
        }
        const int got = ::recvmmsg(socket, in.data(), batch, MSG_WAITFORONE, nullptr);
        if (got <= 0) continue;
        unsigned count = 0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
            random = random * 1664525 + 1013904223;
            if (random < lost_below) continue;
            auto* packet = octets.data() + i * datagram;
            const auto size = answer(packet, in[i].msg_len, s);
            if (size == 0) continue;
            out_vectors[count] = {packet, size};
            out[count++].msg_hdr = {&from[i], sizeof from[i], &out_vectors[count - 1], 1, nullptr, 0, 0};
        }
        for (unsigned sent = 0; sent < count;) {
            const int now = ::sendmmsg(socket, out.data() + sent, count - sent, 0);
            if (now <= 0) break;
            sent += static_cast<unsigned>(now);
            answered += static_cast<unsigned>(now);
        }
    }
    std::fprintf(stderr, "responder: %llu answers\n", answered);
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    if (argc < 2) {
        std::fputs("usage: responder PORT [--listed-every N] [--loss PERCENT] [--seconds N]\n", stderr);
        return 2;
    }
    s.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    for (int i = 2; i + 1 < argc; i += 2) {
        const std::string_view option = argv[i];
        if (option == "--listed-every") s.listed_every = static_cast<std::uint32_t>(std::atoi(argv[i + 1]));
        if (option == "--loss") s.loss = std::atof(argv[i + 1]);
        if (option == "--seconds") s.seconds = std::atoi(argv[i + 1]);
    }
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int size = 8 << 20;
    if (::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    const timeval wake{0, 200'000};  // so that the end is noticed
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wake, sizeof wake);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(s.port);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0) {
        std::perror("bind");
        return 1;
    }
    struct sigaction on_end {};
    on_end.sa_handler = [](int) { stopped = 1; };
    ::sigaction(SIGTERM, &on_end, nullptr);
    ::sigaction(SIGINT, &on_end, nullptr);
    std::puts("ready");
    std::fflush(stdout);
    return serve(socket, s);
}
