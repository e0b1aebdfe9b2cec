// message.hpp: one HTTP request and its response, as handlers see them.
//
// Values only; safe from any thread.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace offlist::http {

struct request {
    std::string method;                                        ///< GET, POST, DELETE …
    std::string path;                                          ///< percent-decoded, without the query: /v1/listings/12
    std::vector<std::pair<std::string, std::string>> query;    ///< decoded, in the order given; a name may stand twice
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
    std::string remote;  ///< the client's address, without the port
    std::string id;      ///< of this request, for the log and the X-Request-Id header
    std::map<std::string, std::string, std::less<>> captures;  ///< what the route's {names} matched

    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;  ///< the first; empty without one
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;  ///< of the query; the first
};

struct response {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// An error for people and programs (RFC 9457, application/problem+json). `type` is a short stable word of ours, sent
/// as the URI reference /problems/{type}.
[[nodiscard]] response problem_response(unsigned status, std::string_view type, std::string_view title,
                                        std::string_view detail = {});

}  // namespace offlist::http
