// observer.hpp: the port through which the server tells what it did, for metrics, the access log and the error log.
//
// Called on the server's thread, in the middle of its work: an implementation must be quick and must not throw.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace offlist::http {

/// One request and its answer. The texts live only as long as the call.
struct finished_request {
    std::string_view id;      ///< as in X-Request-Id
    std::string_view remote;  ///< the client's address
    std::string_view method;
    std::string_view path;   ///< as sent, without the query, which may hold what is nobody else's business
    std::string_view route;  ///< the pattern that matched; empty when none did, so that metrics stay bounded
    unsigned status = 0;
    std::chrono::nanoseconds took{0};  ///< from the last octet of the request's head to the last one of the answer
    std::uint64_t octets_received = 0;
    std::uint64_t octets_sent = 0;
};

/// Why a connection was not accepted, or ended otherwise than by its client or after an answer.
enum class drop_reason : std::uint8_t {
    too_many,       ///< past the limit of connections, in all or of one client; or it gave way to another client's
    slow,           ///< a deadline passed while the request came in or the answer went out, or the client went away
    no_tls,         ///< the TLS handshake failed
    cut_at_stop,    ///< the bound of stop() passed
    accept_failed,  ///< the system could not accept, such as for want of descriptors
    failed,         ///< an exception, such as for want of memory
};
[[nodiscard]] std::string_view to_string(drop_reason r);

/// Port: hears what the server does. Implemented by metrics and logs, and by a fake in tests.
class server_observer {
public:
    virtual ~server_observer() = default;
    virtual void request_done(const finished_request& done) = 0;
    /// The number of connections, whenever it changes.
    virtual void connections(std::size_t open) = 0;
    /// The number of answers that are streams and go on, whenever it changes. request_done() was told at their head.
    virtual void streams(std::size_t open) = 0;
    virtual void dropped(drop_reason why, std::string_view remote) = 0;
    /// A handler threw: `what` is for the log alone, the client was told only the request's id.
    virtual void handler_failed(const finished_request& so_far, std::string_view what) = 0;
};

}  // namespace offlist::http
