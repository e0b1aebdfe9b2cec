// body_stream.hpp: the body of an answer that is made while it is sent.
//
// On the server's thread.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

namespace offlist::http {

/// Port: implemented by whoever answers with a stream. The connection asks for the next octets when its client has
/// taken those before, so a stream holds one piece at a time in memory, however slowly it is read.
class body_stream {
public:
    virtual ~body_stream() = default;
    /// The next octets, some KiB at most, as soon as there are any. None: that was all, or end() was called.
    [[nodiscard]] virtual boost::asio::awaitable<std::optional<std::string>> next() = 0;
    /// Nobody takes more: a next() that waits, and each from now on, gives none soon. Called when the client has gone,
    /// or the server stops.
    virtual void end() = 0;
};

}  // namespace offlist::http
