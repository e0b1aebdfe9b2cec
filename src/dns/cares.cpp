#include "dns/cares.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string>

namespace offlist::dns {
namespace {

void require(int status, const char* what)
{
    if (status != ARES_SUCCESS) throw std::runtime_error(std::string("c-ares: ") + what + ": " + ares_strerror(status));
}

// c-ares 1.18 knows no scopes of link-local addresses, so that connect() to one fails (RFC 4007 section 6: the
// interface is part of the address). `scope` carries the interface's number.
int connect_within(ares_socket_t descriptor, const sockaddr* to, ares_socklen_t size, void* scope)
{
    sockaddr_in6 scoped{};
    if (to->sa_family != AF_INET6 || size != sizeof scoped) return ::connect(descriptor, to, size);
    std::memcpy(&scoped, to, sizeof scoped);
    scoped.sin6_scope_id = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(scope));
    return ::connect(descriptor, reinterpret_cast<const sockaddr*>(&scoped), sizeof scoped);
}

const ares_socket_functions& scoped_sockets()
{
    static const ares_socket_functions functions = {
        .asocket = [](int family, int type, int protocol,
                      void*) { return ::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol); },
        .aclose = [](ares_socket_t descriptor, void*) { return ::close(descriptor); },
        .aconnect = &connect_within,
        .arecvfrom = [](ares_socket_t descriptor, void* out, size_t size, int flags, sockaddr* from,
                        ares_socklen_t* from_size,
                        void*) -> ares_ssize_t { return ::recvfrom(descriptor, out, size, flags, from, from_size); },
        .asendv = [](ares_socket_t descriptor, const iovec* parts, int count, void*) -> ares_ssize_t {
            return ::writev(descriptor, parts, count);
        }};
    return functions;
}

}  // namespace

void keep_scope(ares_channel channel, const boost::asio::ip::address& of)
{
    if (!of.is_v6() || of.to_v6().scope_id() == 0) return;
    ares_set_socket_functions(channel, &scoped_sockets(),
                              reinterpret_cast<void*>(static_cast<std::uintptr_t>(of.to_v6().scope_id())));
}

cares_library::cares_library()
{
    require(ares_library_init(ARES_LIB_INIT_ALL), "cannot initialise");
}

cares_library::~cares_library()
{
    ares_library_cleanup();
}

ares_channel make_channel(const boost::asio::ip::udp::endpoint& server, std::chrono::milliseconds timeout,
                          cares_transport transport, ares_sock_state_cb watch, void* watch_arg)
{
    static const cares_library initialised;

    ares_options options{};
    // NOCHECKRESP: REFUSED and SERVFAIL come to us as answers instead of being asked again. IGNTC: truncation is ours
    // to handle. No ARES_FLAG_EDNS: upon FORMERR 1.18 cuts eleven octets off a question whether or not it carries an
    // OPT record.
    options.flags =
        ARES_FLAG_STAYOPEN | ARES_FLAG_NOCHECKRESP | ARES_FLAG_IGNTC | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
    if (transport == cares_transport::tcp) options.flags |= ARES_FLAG_USEVC;
    // 1.18 shortens each timeout at random to 9/16 at the least; ours is what it must not fall below.
    options.timeout = static_cast<int>(timeout.count() * 16 / 9 + 1);
    options.tries = 1;
    options.ndots = 1;
    std::array<char, 2> lookups = {'b', 0};
    options.lookups = lookups.data();
    options.sock_state_cb = watch;
    options.sock_state_cb_data = watch_arg;
    // Every field that c-ares would otherwise read from /etc/resolv.conf is given.
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS | ARES_OPT_LOOKUPS |
               ARES_OPT_DOMAINS | ARES_OPT_SERVERS;
    in_addr none{};
    options.servers = &none;
    options.nservers = 1;
    if (watch != nullptr) mask |= ARES_OPT_SOCK_STATE_CB;

    ares_channel channel = nullptr;
    require(ares_init_options(&channel, &options, mask), "cannot make a channel");

    ares_addr_port_node node{};
    if (server.address().is_v4()) {
        node.family = AF_INET;
        const auto octets = server.address().to_v4().to_bytes();
        std::memcpy(&node.addr.addr4, octets.data(), octets.size());
    } else {
        node.family = AF_INET6;
        const auto octets = server.address().to_v6().to_bytes();
        std::memcpy(&node.addr.addr6, octets.data(), octets.size());
    }
    node.udp_port = node.tcp_port = server.port();
    if (const int status = ares_set_servers_ports(channel, &node); status != ARES_SUCCESS) {
        ares_destroy(channel);
        require(status, "cannot set the server");
    }
    keep_scope(channel, server.address());
    return channel;
}

}  // namespace offlist::dns
