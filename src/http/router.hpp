// router.hpp: from a method and a path to the handler, by a table.
//
// Filled before the server starts, immutable afterwards, so safe from any thread.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace offlist::http {

/// The request outlives the awaited call. A handler never throws on purpose; what it throws becomes a 500.
using handler = std::function<boost::asio::awaitable<response>(request&)>;

struct route {
    std::string method;   ///< GET, POST …
    std::string pattern;  ///< /v1/listings/{id}
    handler handle;
};

class router {
public:
    explicit router(std::vector<route> routes);
    /// Fills captures and calls the handler. No such path: 404; the path with another method: 405 with Allow. HEAD is
    /// answered as GET, without the body (by the server).
    [[nodiscard]] boost::asio::awaitable<response> dispatch(request& r) const;
    /// The pattern that this request matches, for metrics; empty when none does.
    [[nodiscard]] std::string pattern_of(const request& r) const;
    [[nodiscard]] const std::vector<route>& routes() const { return routes_; }

private:
    std::vector<route> routes_;
};

}  // namespace offlist::http
