// transfer_loop.hpp: libcurl's transfers, all of them on one thread of their own.
//
// run() may be called from any thread; what it awaits comes back on the awaiting executor, whose context must outlive
// the loop. A thread, because a TLS handshake and the reading of a thousand certificates take tens of milliseconds that
// the engine's thread does not have; one, because libcurl's multi interface carries many transfers on it.
#pragma once
#include <curl/curl.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <thread>

namespace offlist::outbound {

/// One easy handle, set up by its maker, and what it reads and writes. Belongs to the loop's thread while it runs.
class transfer {
public:
    transfer();
    virtual ~transfer() = default;
    transfer(const transfer&) = delete;
    transfer& operator=(const transfer&) = delete;

    [[nodiscard]] CURL* easy() const { return easy_.get(); }
    /// After run(): how it ended. CURLE_ABORTED_BY_CALLBACK: cancelled; CURLE_AGAIN: too many were waiting already.
    [[nodiscard]] CURLcode ended() const { return ended_; }
    /// From the call of run().
    std::chrono::milliseconds patience{30'000};

private:
    friend class transfer_loop;
    std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> easy_;
    CURLcode ended_ = CURLE_ABORTED_BY_CALLBACK;
    std::chrono::steady_clock::time_point deadline_;
    std::function<void()> done_;
};

class transfer_loop {
public:
    static constexpr std::size_t most_at_once = 64;    ///< the next wait for a place
    static constexpr std::size_t most_waiting = 1024;  ///< the next are refused

    transfer_loop();
    /// As stop().
    ~transfer_loop();
    transfer_loop(const transfer_loop&) = delete;
    transfer_loop& operator=(const transfer_loop&) = delete;

    /// Ends with the transfer, with its patience, or with Asio's cancellation. Look at ended().
    [[nodiscard]] boost::asio::awaitable<void> run(std::shared_ptr<transfer> what);
    /// Ends what runs and waits as cancelled; so does everything that is begun later. May be called twice.
    void stop();

private:
    class inbox;
    class worker;
    std::shared_ptr<inbox> inbox_;
    std::thread thread_;
};

}  // namespace offlist::outbound
