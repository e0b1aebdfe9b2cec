// mail_sender.hpp: the port through which mail leaves, and what became of it.
//
// Values and an abstract class. Implemented by smtp_sender, and by fakes in tests.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "outbound/mail_message.hpp"

namespace offlist::outbound {

enum class mail_fate : std::uint8_t {
    accepted,  ///< the mail server has taken it on (RFC 5321 section 4.2.5)
    not_sent,  ///< no server has: it was refused, or its end was never sent. It may be sent again.
    unknown,   ///< its end may have been sent, and no answer came
};

struct mail_outcome {
    mail_fate fate = mail_fate::unknown;
    bool try_later =
        false;           ///< of not_sent: the cause may pass (no connection, a 4xx), and is not a 5xx or our mistake
    std::string said{};  ///< the server's answer, or what went wrong: for a person, one line
};

class mail_sender {
public:
    virtual ~mail_sender() = default;
    /// A message whose end has not been sent by `not_after` is not sent: whoever claimed the work until then may have
    /// lost it to somebody else.
    [[nodiscard]] virtual boost::asio::awaitable<mail_outcome> send(
        mail_message what, std::chrono::steady_clock::time_point not_after) = 0;
};

}  // namespace offlist::outbound
