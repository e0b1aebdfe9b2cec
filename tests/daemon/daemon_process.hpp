// daemon.hpp: the real daemon as a child process, and its REST interface as a client sees it.
//
// For one thread. Waits by what the daemon tells, never by the clock alone.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/program.hpp"
#include "support/small_world.hpp"

namespace offlist::test {

/// What the zone of every list begins with: its test entry, and lifetimes of a second.
inline constexpr const char* zone_head =
    "$SOA 1 ns.test hostmaster.test 0 600 300 86400 1\n$TTL 1\n127.0.0.2 :127.0.0.2:Test\n";

struct http_reply {
    int status = 0;  ///< 0: nobody answered
    std::string head;
    std::string body;
    [[nodiscard]] nlohmann::json json() const;
};

class daemon {
public:
    /// Writes offlist.toml into the world (`more` is put behind, may hold whole sections) and starts `offlist serve` on
    /// a free port. Intervals are seconds, as is everything that they decide. `store` is a file of SQLite or a
    /// postgresql: url.
    /// `flags` are those of serve.
    explicit daemon(small_world& in, const std::string& sections = {}, const std::string& store = "offlist.db",
                    const std::vector<std::string>& flags = {});
    daemon(const daemon&) = delete;
    daemon& operator=(const daemon&) = delete;

    [[nodiscard]] running_program& program() { return *program_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string config() const { return config_; }

    /// Until it listens. False: it ended before.
    [[nodiscard]] bool came_up();
    /// Asks until /readyz says 200. False: it did not within the bound.
    [[nodiscard]] bool ready();
    [[nodiscard]] http_reply get(const std::string& path, const std::string& token = {}) const;
    [[nodiscard]] http_reply post(const std::string& path, const std::string& body, const std::string& token) const;
    /// As a browser would: with these fields, and no token.
    [[nodiscard]] http_reply send(const std::string& method, const std::string& path, const std::string& body,
                                  const std::vector<std::pair<std::string, std::string>>& headers) const;
    /// The same of its internal listener, which has the metrics.
    [[nodiscard]] http_reply get_inside(const std::string& path) const;
    [[nodiscard]] std::string metrics() const { return get_inside("/metrics").body; }
    /// What the kernel says of its memory.
    [[nodiscard]] std::size_t resident_octets() const;
    /// An `offlist` command with this configuration; what it printed, without the final newline.
    [[nodiscard]] program_result command(std::vector<std::string> words) const;
    [[nodiscard]] std::string printed_by(std::vector<std::string> words) const;
    /// kill -9: nothing is finished.
    void kill();
    /// SIGTERM, and its end.
    program_result stop();

private:
    [[nodiscard]] static http_reply ask(std::uint16_t port, const std::string& request);

    small_world& world_;
    std::string config_;
    std::unique_ptr<running_program> program_;
    std::uint16_t port_ = 0;
    std::uint16_t internal_port_ = 0;
};

/// The whole file again, for a running daemon to reload.
void write_config(small_world& in, const std::string& sections, const std::string& store = "offlist.db");

/// Calls `done` every 50 ms until it says true. False: it did not within 60 s.
[[nodiscard]] bool eventually(const std::function<bool()>& done);

}  // namespace offlist::test
