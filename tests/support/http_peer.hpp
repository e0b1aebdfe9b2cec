// http_peer.hpp: an HTTP server on loopback that answers with exactly the octets a test wants, and remembers what it
// was sent.
//
// A thread of its own handles one connection after the other. The script runs on that thread; everything else may be
// called from the test's.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace offlist::test {

/// What is answered to one request (its head and body as they came): octets, after which the connection is closed; none
/// at all: the connection stays open, silent, until the peer is destroyed.
using peer_script = std::function<std::optional<std::string>(const std::string& request)>;

class http_peer {
public:
    explicit http_peer(peer_script script);
    ~http_peer();
    http_peer(const http_peer&) = delete;
    http_peer& operator=(const http_peer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// `http://127.0.0.1:PORT` and the path.
    [[nodiscard]] std::string url(const std::string& path = "/") const;
    [[nodiscard]] std::vector<std::string> requests() const;
    /// Waits, bounded, until so many have come.
    [[nodiscard]] bool await_requests(std::size_t at_least) const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// `HTTP/1.1 STATUS` with these further lines (each ends with \r\n), Content-Length and the body.
[[nodiscard]] std::string http_text(unsigned status, const std::string& body = {}, const std::string& lines = {});

}  // namespace offlist::test
