// served.hpp: the server on a thread of its own, with a few routes, and what its observer heard.
//
// The constructor returns when it listens; the destructor stops it. Used from the test's thread.
#pragma once
#include <cstdint>
#include <functional>
#include <http/server.hpp>
#include <memory>
#include <string>
#include <vector>

namespace offlist::test {

struct heard_request {
    std::string id, remote, method, path, route;
    unsigned status = 0;
    std::uint64_t octets_sent = 0;
};

class served {
public:
    /// Without routes, those of standard_routes().
    explicit served(http::server_options options = {}, std::vector<http::route> routes = {});
    ~served();
    served(const served&) = delete;
    served& operator=(const served&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// Runs `work` with the server on its thread, and waits for it.
    void on_its_thread(const std::function<void(http::server&)>& work);
    /// The end of stop(); waits for it.
    void stop(std::chrono::milliseconds bound);

    /// What the observer was told so far, or once it was told so many times; bounded.
    [[nodiscard]] std::vector<heard_request> requests(std::size_t at_least = 0);
    [[nodiscard]] std::vector<http::drop_reason> drops(std::size_t at_least = 0);
    [[nodiscard]] std::vector<std::string> failures();
    /// Returns once so many streams are open.
    void await_streams(std::size_t open);
    /// How many handlers of /wait are waiting; returns once there are so many.
    void await_waiting(std::size_t handlers);
    /// Lets all of them go on.
    void release();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// Limits that a test reaches in milliseconds.
[[nodiscard]] http::server_options short_deadlines();

}  // namespace offlist::test
