// dispatcher.hpp: brings events to webhooks: hands new ones on, sends what is due, and has written down what came of
// it.
//
// Belongs to one executor. A receiver has at most one request at a time and a server few, and all have a deadline, so
// one that hangs delays nobody but itself. Nothing is remembered here that matters: whatever is cut off, by a crash
// too, is still due in the store, and is sent again with the same webhook-id.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <offlist/problem.hpp>
#include <outbound/http_client.hpp>
#include <set>
#include <string>
#include <vector>

#include "notify/schedule.hpp"
#include "notify/webhook_url.hpp"

namespace offlist::notify {

/// Where a walk over webhooks whose turn has come goes on: behind this one.
struct turn {
    std::chrono::sys_seconds due_at{};
    std::int64_t webhook = 0;
};

/// Port: what is to be told, and to whom. Implemented by store/notices/sql_notification_store and by a fake in tests.
/// A problem means that the store cannot be read or written; then nothing was written.
class notification_store {
public:
    virtual ~notification_store() = default;
    /// Makes a notification of each new event for each webhook that wants it, of at most `most` events, the oldest
    /// first; how many events there were.
    [[nodiscard]] virtual boost::asio::awaitable<parsed<int>> hand_on(std::chrono::sys_seconds now, int most) = 0;
    /// Of each webhook whose turn has come by `now`, what has waited longest; by turns, behind `from`.
    [[nodiscard]] virtual boost::asio::awaitable<parsed<std::vector<notification>>> due(std::chrono::sys_seconds now,
                                                                                        turn from, int most) = 0;
    /// Writes what one try has changed. One of a webhook that is gone changes nothing.
    [[nodiscard]] virtual boost::asio::awaitable<parsed<void>> record(aftermath what) = 0;
};

struct dispatcher_options {
    url_rules urls;
    std::chrono::milliseconds timeout{15'000};         ///< of one request, everything included
    std::size_t in_flight = 32;                        ///< requests at once
    std::size_t per_server = 4;                        ///< of these, to one server
    std::size_t most_octets = std::size_t{64} * 1024;  ///< of an answer's body, which nobody reads
};

/// What the dispatcher is given and tells; each is called on its executor.
struct dispatcher_ports {
    std::function<void(boost::asio::awaitable<void>)> start;  ///< runs a request beside everything else
    std::function<void(const notification&, const aftermath&, const std::string& server)> told;
    std::function<void()> ended;  ///< a request has: there may be room, and more to do
};

class dispatcher {
public:
    /// Everything must outlive the dispatcher, and what it started as well.
    dispatcher(notification_store& store, outbound::http_sender& web, const clock& time, dispatcher_options options,
               dispatcher_ports ports);

    /// Hands on what is new and begins what is due; how many requests it began. Problem: the store cannot be read or
    /// written; the next round goes on.
    [[nodiscard]] boost::asio::awaitable<parsed<int>> round();
    /// Requests under way.
    [[nodiscard]] std::size_t under_way() const { return taken_->requests; }
    /// Begins no more.
    void stop() { stopping_ = true; }

private:
    /// What is taken by requests under way. They share it: one that is cut off may end after the dispatcher.
    struct places {
        std::set<std::int64_t> busy;  // webhooks with a request under way, or with an outcome to be written
        std::map<std::string, std::size_t> servers;
        std::size_t requests = 0;
        void release(std::int64_t webhook, const std::string& server);
    };

    boost::asio::awaitable<parsed<void>> record_rest();
    [[nodiscard]] bool begin(notification n);
    boost::asio::awaitable<void> send(notification n, std::string server);

    notification_store& store_;
    outbound::http_sender& web_;
    const clock& time_;
    dispatcher_options options_;
    dispatcher_ports ports_;
    std::shared_ptr<places> taken_ = std::make_shared<places>();
    std::vector<aftermath> unrecorded_;  // what the store has not taken yet
    bool stopping_ = false;
};

}  // namespace offlist::notify
