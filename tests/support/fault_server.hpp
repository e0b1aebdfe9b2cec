// fault_server.hpp: a DNS server inside the test program, on loopback, that can be told to misbehave.
//
// It serves UDP and TCP on one ephemeral port, on a thread of its own that ends in the destructor. Every member
// function may be called from the test's thread at any time.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <support/fault_script.hpp>
#include <vector>

namespace offlist::test {

/// What happens to clients that come over TCP.
enum class tcp_service : std::uint8_t {
    serve,
    refuse,      ///< nobody listens
    silent,      ///< the question is read, nothing is said
    cut,         ///< half of the answer, then the connection closes
    dribble,     ///< the answer one octet a segment
    too_short,   ///< a length prefix that promises less than a header
    one_answer,  ///< answers one question a connection, then closes it
};

struct fault_server_options {
    boost::asio::ip::address address = boost::asio::ip::address_v4::loopback();
    tcp_service tcp = tcp_service::serve;
    std::uint32_t seed = 1;  ///< of random faults
};

/// One question as it arrived.
struct seen_question {
    std::string name;  ///< in lower case
    std::string name_as_sent;
    std::uint16_t type = 0;
    transport over = transport::udp;
    std::uint16_t id = 0;
    std::uint16_t source_port = 0;
    bool edns = false;
};

class fault_server {
public:
    explicit fault_server(fault_server_options options = {});
    ~fault_server();
    fault_server(const fault_server&) = delete;
    fault_server& operator=(const fault_server&) = delete;

    [[nodiscard]] boost::asio::ip::udp::endpoint endpoint() const;

    // The zone. Names that nobody added do not exist (NXDOMAIN); one that has only records of another type has no data.
    void a(const std::string& name, std::vector<std::uint32_t> addresses, std::uint32_t ttl = 60);
    void aaaa(const std::string& name, const std::vector<std::string>& addresses);
    void cname(const std::string& name, const std::string& to);
    void txt(const std::string& name, std::vector<std::vector<std::string>> records, std::uint32_t ttl = 60);
    void serve_only(std::vector<std::string> zones);
    void rewrite_unknown(std::uint32_t address);
    void flags(message_flags flags);

    // The faults: see fault_script::on.
    void on(const std::string& suffix, fault what);
    void on(const std::string& suffix, behaviour what);
    void clear_faults();

    [[nodiscard]] std::vector<seen_question> seen() const;
    /// How many questions arrived, of this name, type and transport where given.
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::size_t count(transport over) const;
    [[nodiscard]] std::size_t count(std::string_view name) const;
    [[nodiscard]] std::size_t count(std::string_view name, std::uint16_t type) const;
    [[nodiscard]] std::size_t count(std::string_view name, transport over) const;
    [[nodiscard]] std::set<std::uint16_t> source_ports() const;
    /// Datagrams and TCP messages that were no well-formed query.
    [[nodiscard]] std::size_t unreadable() const;
    void forget_seen();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace offlist::test
