#include "outbound/smtp_sender.hpp"

#include <utility>

#include "outbound/smtp_exchange.hpp"

namespace offlist::outbound {

boost::asio::awaitable<mail_outcome> smtp_sender::send(mail_message what,
                                                       std::chrono::steady_clock::time_point not_after)
{
    auto octets = compose(what);
    if (!octets) co_return mail_outcome{.fate = mail_fate::not_sent, .said = octets.error().to_string()};
    const auto exchange = std::make_shared<smtp_exchange>(std::move(*octets), options_, not_after);
    co_await loop_.run(exchange);
    co_return exchange->outcome();
}

}  // namespace offlist::outbound
