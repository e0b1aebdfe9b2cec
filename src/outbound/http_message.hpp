// http_message.hpp: one HTTP request of ours and how it ended.
//
// Values only; safe from any thread.
#pragma once
#include <boost/system/result.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace offlist::outbound {

using header_fields = std::vector<std::pair<std::string, std::string>>;

/// Over TLS the certificate must be valid for the name in the URL.
struct http_request {
    std::string method = "GET";
    std::string url;  ///< http or https, without user and password
    header_fields headers{};
    header_fields secrets{};  ///< headers that nobody but `url` may see: with them no redirect is followed
    std::string body{};
    std::chrono::milliseconds timeout{30'000};               ///< for everything, the wait for a free place included
    std::size_t most_octets = std::size_t{1} * 1024 * 1024;  ///< of the answer's body; a longer one is a failure
    int redirects = 0;  ///< how many are followed; each place is checked as the first is, and https never becomes http
    /// Of the addresses that are connected to. Allowed only where the URL is the operator's own configuration.
    special_addresses special = special_addresses::refuse;
};

struct http_answer {
    unsigned status = 0;      ///< of the last one, when redirects were followed
    header_fields headers{};  ///< of the same; names in lower case
    std::string body{};

    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;  ///< the first; empty without one
};

enum class failed_by : std::uint8_t {
    wrong_request,    ///< not a URL that is asked, a line break in a header …: our own mistake, nothing left
    refused_address,  ///< the name leads to a special-purpose address
    no_connection,    ///< no such name, nobody listens, no valid certificate
    timeout,          ///< no complete answer in time
    broken,           ///< the connection ended, or what came is no HTTP
    too_large,        ///< the answer is longer than allowed
    too_many_hops,    ///< more redirects than allowed, or one to where none may lead
    cancelled,        ///< by the caller, or at the end of the program
    overloaded,       ///< too many requests wait already
};

struct transfer_failure {
    failed_by why = failed_by::broken;
    /// False: the other side has certainly not got the request, so that sending it again cannot do anything twice.
    bool may_have_arrived = false;
    /// For a person. Names the host at most: never a path, a query, a header or a body, which may hold secrets.
    std::string what{};

    [[nodiscard]] problem to_problem() const { return {.what = what}; }
};

/// Called only by value() on a failure that nobody looked at.
[[noreturn]] void throw_exception_from_error(const transfer_failure& f, const boost::source_location& where);

using http_result = boost::system::result<http_answer, transfer_failure>;

/// `a=1&b=two+words`, as HTML forms are sent (application/x-www-form-urlencoded).
[[nodiscard]] std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace offlist::outbound
