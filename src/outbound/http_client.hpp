// http_client.hpp: HTTP requests to other machines, with bounds on everything that can go wrong.
//
// send() may be called from any thread; the answer comes back on the awaiting executor, whose context must outlive the
// client. No proxy is ever used, whatever the environment says: the guard checks the address that is connected to, and
// behind a proxy that would be the proxy's.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "outbound/http_message.hpp"

namespace offlist::outbound {

class transfer_loop;

struct client_options {
    std::string user_agent = "offlist";
    std::string ca_file;  ///< certificates (PEM) that are trusted instead of the system's; empty: the system's
};

/// Port: what speaks HTTP for us. Implemented by http_client, and by fakes.
class http_sender {
public:
    virtual ~http_sender() = default;
    [[nodiscard]] virtual boost::asio::awaitable<http_result> send(http_request what) = 0;
};

class http_client final : public http_sender {
public:
    explicit http_client(client_options options = {});
    /// Its own loop unless one is given, which then must outlive the client.
    http_client(client_options options, transfer_loop& on);
    ~http_client() override;
    http_client(const http_client&) = delete;
    http_client& operator=(const http_client&) = delete;

    /// Any status is an answer, 500 too. Each request has a connection of its own, for libcurl sends a request again by
    /// itself when a kept connection turns out to be dead, and nothing here may be sent twice unasked.
    [[nodiscard]] boost::asio::awaitable<http_result> send(http_request what) override;
    /// Ends what is under way as cancelled; so does everything that is sent later. Nothing when the loop was given.
    void stop();

private:
    client_options options_;
    std::unique_ptr<transfer_loop> own_;
    transfer_loop& loop_;
};

}  // namespace offlist::outbound
