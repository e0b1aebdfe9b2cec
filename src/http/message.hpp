// message.hpp: one HTTP request and its response, as handlers see them.
//
// Values only; safe from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace offlist::http {

class body_stream;

struct request {
    std::string method;  ///< GET, POST, DELETE …; HEAD arrives as GET
    std::string
        path;  ///< as sent, without the query: /v1/listings/12. Still percent-encoded: %2F is no end of a segment
    std::vector<std::pair<std::string, std::string>> query;    ///< decoded, in the order given; a name may stand twice
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
    std::string remote;  ///< the client's address, without the port
    std::string id;      ///< of this request, for the log and the X-Request-Id header
    std::string route;   ///< the pattern that matched; empty before dispatch, and when none does
    std::map<std::string, std::string, std::less<>> captures;  ///< what the route's {names} matched, decoded

    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;  ///< the first; empty without one
    /// All of this name as one list (RFC 9110 section 5.3).
    [[nodiscard]] std::string joined_header(std::string_view lower_case_name) const;
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;  ///< of the query; the first
};

struct response {
    unsigned status = 200;
    std::string content_type = "application/json";  ///< not sent when there is no body
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    /// Set: the body is made while it is sent, instead of `body`; the connection ends with it.
    std::shared_ptr<body_stream> stream = {};
};

/// An error for people and programs (RFC 9457, application/problem+json). `type` is a short stable word of ours, sent
/// as the URI reference /problems/{type}.
[[nodiscard]] response problem_response(unsigned status, std::string_view type, std::string_view title,
                                        std::string_view detail = {});

/// What is wrong with one field of a body or one parameter of a query.
struct field_problem {
    std::string field;     ///< as in `amount.currency` or `events[2]`; empty for the body as a whole
    std::string what;      ///< what is wrong
    std::string expected;  ///< what would be right; may be empty
    bool operator==(const field_problem&) const = default;
};

/// More are nobody's to mend in one go, and whoever can make a request wrong in many places must not make its answer
/// large.
inline constexpr std::size_t most_errors = 25;

/// The same with what is wrong, as `"errors": [{"field", "what", "expected"}]`, so that a person mends it in one go:
/// the first most_errors of `errors`, and of the others, with `more` that were not even kept, the number as
/// `more_errors`.
[[nodiscard]] response fields_response(unsigned status, std::string_view type, std::string_view title,
                                       const std::vector<field_problem>& errors, std::size_t more = 0);

}  // namespace offlist::http
