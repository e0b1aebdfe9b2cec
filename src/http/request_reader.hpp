// request_reader.hpp: the octets of one request, as they come in, to a request value.
//
// Boost.Beast parses; what it forgives and this server must not is refused before (head_syntax.hpp) and after. No I/O;
// used on one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace offlist::http {

class request_reader {
public:
    /// Bodies of more than `body_octets` are refused.
    explicit request_reader(std::size_t body_octets);
    ~request_reader();
    request_reader(const request_reader&) = delete;
    request_reader& operator=(const request_reader&) = delete;

    /// A whole head, to its empty line. Refusals: 400 for syntax and for a length of the body that can be read in two
    /// ways (RFC 9112 section 6.3), 413, 417, 431, 501 for a method or transfer coding that nobody here knows, 505.
    /// After a refusal nobody knows where the next request begins: the connection must be closed.
    [[nodiscard]] std::optional<response> head(std::string_view octets);

    /// Takes octets of the body; `taken` is how many of them were its own. Those that are not, and all after
    /// complete(), belong to what comes next. Refusals: 400, 413.
    [[nodiscard]] std::optional<response> body(std::string_view octets, std::size_t& taken);
    [[nodiscard]] bool complete() const;

    /// A stricter limit for this body, before any of it is read. 413 when it is known to be longer.
    [[nodiscard]] std::optional<response> limit_body(std::size_t octets);
    /// How much of the body is here.
    [[nodiscard]] std::size_t body_octets() const;
    /// The client waits for `100 Continue` before it sends the body (RFC 9110 section 10.1.1).
    [[nodiscard]] bool wants_continue() const;
    /// Whether the connection may go on after this request.
    [[nodiscard]] bool keeps_alive() const;
    [[nodiscard]] bool is_http_1_0() const;

    /// What the head says; once. Without body, remote and id.
    [[nodiscard]] request take_head();
    /// Once, when it is complete.
    [[nodiscard]] std::string take_body();

private:
    class parser;
    [[nodiscard]] std::optional<response> read_start_line();
    [[nodiscard]] std::optional<response> read_fields();

    std::unique_ptr<parser> parser_;
    std::size_t body_limit_;
    request read_;
};

}  // namespace offlist::http
