// http_get.hpp: one GET to the daemon on this machine.
//
// Blocks; for one thread.
#pragma once
#include <chrono>
#include <offlist/problem.hpp>
#include <string>

namespace offlist::cli {

struct http_answer {
    long status = 0;
    std::string body;
};

/// With TLS the certificate is not verified: it names the service and not the loopback address, and what is learnt is
/// only whether it is ready. No proxy is used. Problems: nobody listens, no answer in time.
[[nodiscard]] parsed<http_answer> http_get(const std::string& url, std::chrono::milliseconds patience);

}  // namespace offlist::cli
