// resolver.hpp: the port through which everything asks DNS, and the engine's settings.
//
// A resolver belongs to one executor and is used from that executor's thread only. It must outlive the questions it was
// asked.
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <memory>
#include <offlist/answer.hpp>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

/// One name and record type to ask DNS for.
struct question {
    std::string name;                   ///< without the final dot
    record_type type = record_type::a;  ///< what is asked of it
};

/// Port: asks DNS. Implemented by the engine in src/dns and by fakes in tests.
class resolver {
public:
    virtual ~resolver() = default;
    /// The answer to `q`. Never fails: what could not be learnt is in the answer's status.
    virtual boost::asio::awaitable<answer> ask(question q) = 0;
    /// `address:port` of the resolver with this index, as configured (answer::server).
    [[nodiscard]] virtual std::string_view server_name(std::uint8_t index) const = 0;
};

/// What the engine is made with.
struct resolver_options {
    std::vector<boost::asio::ip::udp::endpoint> servers;  ///< at least one, at most 32; IPv4 or IPv6
    std::chrono::milliseconds timeout{2000};              ///< of one try
    /// At least so many, on different resolvers where there are several. A question is given up after tries times
    /// timeout, or one timeout more where it had to wait for its turn.
    int tries = 3;
    int max_in_flight = 1000;  ///< over all resolvers; each has its own window below it
    int source_ports = 4;      ///< UDP sockets a resolver, at most; fewer while few questions fly
};

/// `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`, `fe80::1%eth0`. Port 53 unless said.
[[nodiscard]] parsed<boost::asio::ip::udp::endpoint> parse_server(std::string_view text);
/// The system's resolvers; without any the local host's, as resolv.conf(5) has it. Problem: none can be used.
[[nodiscard]] parsed<std::vector<boost::asio::ip::udp::endpoint>> system_servers();

/// The DNS engine. It goes on listening after its last answer, so that `io_context::run()` does not return while it
/// lives: stop the context, or destroy the resolver, when the work is done. Throws std::invalid_argument for options
/// out of range.
[[nodiscard]] std::unique_ptr<resolver> make_resolver(boost::asio::any_io_executor on, resolver_options options);

}  // namespace offlist
