#include "dns/host_addresses.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>

#include "dns/cares.hpp"

namespace offlist::dns {
namespace {

using boost::asio::ip::address;

constexpr std::size_t names_at_a_time = 32;

std::string failure_of(int status)
{
    switch (status) {
        case ARES_ENOTFOUND:
            return "does not exist (NXDOMAIN)";
        case ARES_ETIMEOUT:
        case ARES_ECANCELLED:  // by us: the time is up
            return "could not be resolved: no answer in time";
        case ARES_ECONNREFUSED:  // what c-ares says when all have been tried
            return "could not be resolved: each resolver failed or refused (SERVFAIL, REFUSED, or not there)";
        default:
            return std::string("could not be resolved: ") + ares_strerror(status);
    }
}

address address_of(const sockaddr* socket_address)
{
    if (socket_address->sa_family == AF_INET) {
        boost::asio::ip::address_v4::bytes_type octets;
        std::memcpy(octets.data(), &reinterpret_cast<const sockaddr_in*>(socket_address)->sin_addr, octets.size());
        return boost::asio::ip::address_v4(octets);
    }
    boost::asio::ip::address_v6::bytes_type octets;
    std::memcpy(octets.data(), &reinterpret_cast<const sockaddr_in6*>(socket_address)->sin6_addr, octets.size());
    return boost::asio::ip::address_v6(octets);
}

class lookups {
public:
    lookups(const std::vector<std::string>& names, const resolver_options& through,
            std::optional<std::chrono::steady_clock::time_point> until)
        : names_(names), found_(names.size()), until_(until)
    {
        open(through);
    }
    ~lookups() { ares_destroy(channel_); }
    lookups(const lookups&) = delete;
    lookups& operator=(const lookups&) = delete;

    std::vector<host_addresses> run()
    {
        for (;;) {
            if (until_ && std::chrono::steady_clock::now() >= *until_) {
                give_up();
                break;
            }
            while (under_way_ < 2 * names_at_a_time && next_ < names_.size()) start(next_++);
            if (under_way_ == 0) break;
            wait();
        }
        for (host_addresses& host : found_)
            if (host.failure.empty() && host.addresses.empty()) host.failure = "has no address: neither A nor AAAA";
        return std::move(found_);
    }

private:
    struct question {
        lookups* all;
        std::size_t name;
    };

    void open(const resolver_options& through)
    {
        ares_options options{};
        options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
        options.timeout = static_cast<int>(through.timeout.count());
        options.tries = through.tries;
        options.ndots = 1;
        std::array<char, 2> dns_only = {'b', 0};
        options.lookups = dns_only.data();
        options.sock_state_cb = [](void* self, ares_socket_t descriptor, int readable, int writable) {
            auto& sockets = static_cast<lookups*>(self)->sockets_;
            if (readable == 0 && writable == 0)
                sockets.erase(descriptor);
            else
                sockets[descriptor] = static_cast<short>((readable != 0 ? POLLIN : 0) | (writable != 0 ? POLLOUT : 0));
        };
        options.sock_state_cb_data = this;
        // Every field that c-ares would otherwise read from /etc/resolv.conf is given.
        in_addr none{};
        options.servers = &none;
        options.nservers = 1;
        const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS | ARES_OPT_LOOKUPS |
                         ARES_OPT_DOMAINS | ARES_OPT_SERVERS | ARES_OPT_SOCK_STATE_CB;
        if (const int status = ares_init_options(&channel_, &options, mask); status != ARES_SUCCESS)
            throw std::runtime_error(std::string("c-ares: cannot make a channel: ") + ares_strerror(status));
        ask_servers(through);
    }

    void ask_servers(const resolver_options& through)
    {
        std::vector<ares_addr_port_node> nodes(through.servers.size());
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const auto& server = through.servers[i];
            nodes[i].next = i + 1 < nodes.size() ? &nodes[i + 1] : nullptr;
            nodes[i].udp_port = nodes[i].tcp_port = server.port();
            nodes[i].family = server.address().is_v4() ? AF_INET : AF_INET6;
            if (server.address().is_v4()) {
                const auto octets = server.address().to_v4().to_bytes();
                std::memcpy(&nodes[i].addr.addr4, octets.data(), octets.size());
            } else {
                const auto octets = server.address().to_v6().to_bytes();
                std::memcpy(&nodes[i].addr.addr6, octets.data(), octets.size());
                keep_scope(channel_, server.address());
            }
        }
        if (ares_set_servers_ports(channel_, nodes.data()) != ARES_SUCCESS) {
            ares_destroy(channel_);
            throw std::runtime_error("c-ares: cannot set the servers");
        }
    }

    void start(std::size_t name)
    {
        for (const int family : {AF_INET, AF_INET6}) {
            ares_addrinfo_hints hints{};
            hints.ai_family = family;
            hints.ai_flags = ARES_AI_NOSORT;
            ++under_way_;
            ares_getaddrinfo(
                channel_, names_[name].c_str(), nullptr, &hints,
                [](void* arg, int status, int, ares_addrinfo* result) {
                    const std::unique_ptr<question> asked(static_cast<question*>(arg));
                    asked->all->take(asked->name, status, result);
                },
                std::make_unique<question>(question{this, name}).release());
        }
    }

    void take(std::size_t name, int status, ares_addrinfo* result)
    {
        const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owned(result, &ares_freeaddrinfo);
        --under_way_;
        host_addresses& host = found_[name];
        if (status != ARES_SUCCESS && status != ARES_ENODATA && host.failure.empty()) host.failure = failure_of(status);
        if (status != ARES_SUCCESS || result == nullptr) return;
        for (const auto* node = result->nodes; node != nullptr; node = node->ai_next) {
            const address found = address_of(node->ai_addr);
            auto& all = host.addresses;
            // A comes before AAAA, whichever was answered first.
            if (std::find(all.begin(), all.end(), found) == all.end())
                all.insert(found.is_v4()
                               ? std::find_if(all.begin(), all.end(), [](const address& a) { return a.is_v6(); })
                               : all.end(),
                           found);
        }
    }

    // The callbacks come from within ares_cancel().
    void give_up()
    {
        ares_cancel(channel_);
        for (; next_ < names_.size(); ++next_) found_[next_].failure = failure_of(ARES_ETIMEOUT);
    }

    void wait()
    {
        std::vector<pollfd> watched;
        for (const auto& [descriptor, events] : sockets_) watched.push_back({descriptor, events, 0});
        timeval soon{};
        timeval longest{.tv_sec = 1, .tv_usec = 0};
        if (until_) {
            using std::chrono::microseconds;
            const auto left = std::chrono::ceil<microseconds>(*until_ - std::chrono::steady_clock::now());
            if (left < microseconds(1'000'000)) longest = {.tv_sec = 0, .tv_usec = std::max<long>(left.count(), 0)};
        }
        const timeval* const left = ares_timeout(channel_, &longest, &soon);
        const int ready =
            ::poll(watched.data(), watched.size(), static_cast<int>(left->tv_sec * 1000 + left->tv_usec / 1000 + 1));
        if (ready <= 0) return ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        for (const pollfd& one : watched) {
            const bool readable = (one.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
            const bool writable = (one.revents & POLLOUT) != 0;
            if (readable || writable)
                ares_process_fd(channel_, readable ? one.fd : ARES_SOCKET_BAD, writable ? one.fd : ARES_SOCKET_BAD);
        }
    }

    const std::vector<std::string>& names_;
    std::vector<host_addresses> found_;
    std::optional<std::chrono::steady_clock::time_point> until_;
    ares_channel channel_ = nullptr;
    std::map<ares_socket_t, short> sockets_;
    std::size_t next_ = 0;
    std::size_t under_way_ = 0;
};

}  // namespace

std::vector<host_addresses> addresses_of(const std::vector<std::string>& names, const resolver_options& through,
                                         std::optional<std::chrono::steady_clock::time_point> until)
{
    static const cares_library initialised;
    return lookups(names, through, until).run();
}

}  // namespace offlist::dns
