// head_syntax.hpp: how a request's head must be written for everybody on its way to read it alike.
//
// Request smuggling lives on what one server forgives and the next reads otherwise: a bare line feed, a folded line, a
// space before a colon. RFC 9112 lets a server forgive some of that; this one forgives nothing. Pure; safe from any
// thread.
#pragma once
#include <cstddef>
#include <string_view>

namespace offlist::http {

/// Browsers send about 20, proxies add a few.
inline constexpr std::size_t most_fields = 100;

/// Where a head that is still coming in ends.
class head_end {
public:
    enum class found { nothing, end, bare_line_feed };
    /// Looks on where the last call stopped; `octets` has only grown since. At `end`, size() is where the body begins.
    [[nodiscard]] found look(std::string_view octets);
    [[nodiscard]] std::size_t size() const { return at_; }

private:
    std::size_t at_ = 0;
    std::size_t line_ = 0;  ///< where the line at at_ began
};

/// What is wrong with the syntax of a whole head, from the request line to the empty line (RFC 9112 sections 3 and 5):
/// a message for the client, or nothing.
[[nodiscard]] std::string_view wrong_syntax(std::string_view head);

/// The octets of a token: names of methods and fields (RFC 9110 section 5.6.2).
[[nodiscard]] bool is_token(std::string_view text);

}  // namespace offlist::http
