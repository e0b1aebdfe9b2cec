// smtp_sender.hpp: mail by SMTP submission through libcurl (RFC 5321, RFC 6409, RFC 8314).
//
// send() may be called from any thread; the outcome comes back on the awaiting executor, whose context must outlive the
// loop that was given. libcurl 7.88 waits for the answer to the end of a mail, and to QUIT, on the loop's thread: mail
// has a loop of its own, or HTTP requests on the same one would wait too.
#pragma once
#include <chrono>
#include <utility>

#include "outbound/mail_sender.hpp"
#include "outbound/smtp_options.hpp"
#include "outbound/transfer_loop.hpp"

namespace offlist::outbound {

class smtp_sender final : public mail_sender {
public:
    smtp_sender(smtp_options options, transfer_loop& on) : options_(std::move(options)), loop_(on) {}

    [[nodiscard]] boost::asio::awaitable<mail_outcome> send(mail_message what,
                                                            std::chrono::steady_clock::time_point not_after) override;

private:
    smtp_options options_;
    transfer_loop& loop_;
};

}  // namespace offlist::outbound
