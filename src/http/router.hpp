// router.hpp: from a method and a path to the handler, by a table.
//
// Filled before the server starts, immutable afterwards, so safe from any thread.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace offlist::http {

/// The request outlives the awaited call. A handler never throws on purpose; what it throws becomes a 500. It is
/// cancelled (asio's terminal cancellation) when its deadline has passed; the client is answered 504 even if it goes
/// on.
using handler = std::function<boost::asio::awaitable<response>(request&)>;

/// What a gate says of a request of which only the head is there.
struct passage {
    std::optional<response> refused;  ///< the answer, and nothing of the body is read
    handler handle;                   ///< else: what answers when the body is there
    std::string client;  ///< whom octets of body and answer are charged to; empty: the network of its address
    /// Nobody knows yet who it is: what its body takes cannot be taken from those who are known, and vice versa.
    bool stranger = false;
    std::optional<std::size_t> body_octets;  ///< the longest body, if not as long as the server allows
};

/// As a handler, but that the request has no body yet.
using gate_keeper = std::function<boost::asio::awaitable<passage>(request&)>;

/// What answers a path that no route has, by the request's head alone; none: 404.
using fallback = std::function<boost::asio::awaitable<std::optional<response>>(const request&)>;

struct route {
    std::string method;   ///< GET, POST …
    std::string pattern;  ///< /v1/listings/{id}
    handler handle;
    gate_keeper admit = {};  ///< set: asked first, and says what handles instead of `handle`
};

class router {
public:
    /// A pattern starts with a slash; a {name} is a whole segment; no two routes have the same method and pattern.
    explicit router(std::vector<route> routes, fallback otherwise = {});
    /// Fills `route` and `captures` and asks the route's gate, by the head of `r` alone. No such path: the fallback's
    /// answer, else 404; the path with another method: 405 with Allow. HEAD is answered as GET, without the body (by
    /// the server). A fixed segment is preferred to a capture, and a capture matches anything but nothing, `.` and
    /// `..`.
    [[nodiscard]] boost::asio::awaitable<passage> admit(request& r) const;
    /// The gate and the handler in one go, of a request that has its body.
    [[nodiscard]] boost::asio::awaitable<response> dispatch(request& r) const;
    [[nodiscard]] const std::vector<route>& routes() const { return routes_; }

private:
    struct segment {
        std::string text;  ///< of a capture: its name
        bool capture = false;
    };
    struct pattern {
        std::vector<segment> segments;
        std::vector<std::size_t> routes;  ///< indices of routes_, one a method
    };
    [[nodiscard]] static pattern compiled(std::string_view text);
    [[nodiscard]] static bool matches(const pattern& p, const std::vector<std::string>& path);
    struct match {
        const pattern* path =
            nullptr;  ///< the first pattern that fits the path; one that takes the method if there is one
        const route* taken = nullptr;      ///< null: none takes the method
        std::vector<std::string> allowed;  ///< the methods that the path takes, when `taken` is null
    };
    [[nodiscard]] match find(std::string_view method, const std::vector<std::string>& path) const;

    std::vector<route> routes_;
    fallback otherwise_;
    std::vector<pattern> patterns_;  ///< the more fixed segments at the start, the earlier
};

}  // namespace offlist::http
