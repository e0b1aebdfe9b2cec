// server.hpp: an HTTP/1.1 server (RFC 9110, RFC 9112) that bounds everything a client can do to it.
//
// Lives on one thread: the executor's, which must not be that of a pool. Everything but endpoint() is called there.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <cstddef>
#include <memory>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <vector>

#include "http/observer.hpp"
#include "http/router.hpp"

namespace offlist::http {

/// Files in PEM. The key must not be encrypted: nobody is there to type its passphrase.
struct tls_files {
    std::string certificate;  ///< the chain, the server's own first
    std::string key;
};

/// What a client may do. The defaults suit an API of small JSON documents. A client is an address of IPv4 or a /64 of
/// IPv6, or whom the gate of a route says (passage::client).
struct server_limits {
    /// All of a request before its body. Browsers and proxies send 1 to 4 KiB; a token and a long query fit well. 431.
    std::size_t head_octets = std::size_t{16} * 1024;
    /// Imports of some ten thousand subjects fit. 413, before it is read where the length is told.
    std::size_t body_octets = std::size_t{1024} * 1024;
    /// What has come of all bodies that are being read or handled, so that many uploads cannot fill the memory. 503.
    std::size_t all_bodies_octets = std::size_t{64} * 1024 * 1024;
    std::size_t client_bodies_octets = std::size_t{8} * 1024 * 1024;  ///< of them, one client's
    /// The same, apart, for strangers, whom a gate lets send a body before it can know them.
    std::size_t all_strangers_octets = std::size_t{8} * 1024 * 1024;
    std::size_t stranger_octets = std::size_t{1024} * 1024;
    /// Answers that their clients have not read yet. 503 instead of one that does not fit; up to 64 KiB always do,
    /// since what a change has made must be told.
    std::size_t all_answers_octets = std::size_t{64} * 1024 * 1024;
    std::size_t client_answers_octets = std::size_t{16} * 1024 * 1024;

    std::size_t connections = 1024;  ///< in all, each with a buffer of 16 KiB; the next is answered 503, closed
    std::size_t connections_per_address = 64;  ///< of one client that is not a trusted proxy; the same
    /// So many of all connections, but an eighth at most, are kept for clients that have none yet: probes and people.
    std::size_t reserved_connections = 64;
    std::size_t requests = 256;  ///< handled at a time; 503 with Retry-After
    /// Answers that are streams and go on, in all; 503 with Retry-After. Half of the connections are left for others.
    std::size_t streams = 512;

    std::chrono::milliseconds head_deadline{10'000};     ///< from the first octet of a request to the end of its head
    std::chrono::milliseconds body_deadline{30'000};     ///< from the gate to the end of the body. 408
    std::chrono::milliseconds handler_deadline{30'000};  ///< of the gate, and of the handler: 504, and it is cancelled
    std::chrono::milliseconds write_deadline{10'000};    ///< for each 64 KiB of the answer: slower clients are cut off
    std::chrono::milliseconds idle_deadline{60'000};     ///< between two requests of a connection
    /// Of a head or body that is not complete so much comes in each span of this length, whatever its deadline. 408
    std::size_t pace_octets = std::size_t{16} * 1024;
    std::chrono::milliseconds pace{5'000};
};

struct server_options {
    boost::asio::ip::tcp::endpoint listen;  ///< port 0: any free one, see endpoint()
    /// None: plain HTTP, for loopback or behind a proxy. With it, browsers are told to come by TLS alone (RFC 6797).
    std::optional<tls_files> tls;
    /// Addresses and CIDR ranges of our own proxies. A request from one of them comes from the last address in
    /// X-Forwarded-For that is not one of them; from anybody else that header means nothing.
    std::vector<std::string> trusted_proxies;
    server_limits limits;
};

class server {
public:
    /// `observer`, `time` and what the routes refer to outlive the end of stop(); without it, or with a handler that
    /// ignores its cancellation, they outlive the executor's context.
    server(boost::asio::any_io_executor on, router routes, server_options options, server_observer& observer,
           const clock& time);
    /// Cuts everything that stop() did not end.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Listens and serves from now on; a second call has no effect, one after stop() starts again. Problems: the
    /// address cannot be bound, a file of TLS cannot be used, a trusted proxy is no address or range.
    [[nodiscard]] parsed<void> start();
    /// Where it listens, with the real port. From any thread, after start().
    [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const;
    /// Accepts nobody any more, closes idle connections, lets requests under way finish within `bound` (their answers
    /// say `Connection: close`), then cuts what is left and cancels its handlers. A second call waits for the same end.
    [[nodiscard]] boost::asio::awaitable<void> stop(std::chrono::milliseconds bound);
    /// Reads certificate and key again; new connections use them. On a problem the old ones stay. Without TLS: nothing.
    [[nodiscard]] parsed<void> reload_tls();

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace offlist::http
