#include "daemon/login_mailer.hpp"

#include <accounts/person.hpp>
#include <api/login_page.hpp>
#include <services/people/make_login_link.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

/// Strangers may ask for links: what they ask for beyond this is forgotten.
constexpr int most_at_once = 32;
/// Invitations are wanted: people of the host and of accounts make them, whose requests are limited already.
constexpr int most_with_invitations = 256;

std::string text_of_link(const std::string& url, const std::string& page, const std::string& code)
{
    return "Somebody, probably you, asked to sign in at " + url +
           ".\n\nOpen this page, which lets you in once, within "
           "ten minutes:\n\n  " +
           page + "\n\nOr type this code into the window that asked:\n\n  " + code.substr(0, 4) + '-' + code.substr(4) +
           "\n\nIf it was not you, there is nothing to do: nobody gets in without this mail.\n";
}

std::string text_of_invitation(const std::string& url, const std::string& page)
{
    return "You were invited to " + url +
           ", where blocklists are watched for the addresses that your mail comes "
           "from.\n\nOpen this page within seven days to sign in:\n\n  " +
           page + "\n\nIf you know nothing of it, there is nothing to do.\n";
}

/// For Message-Id: the part behind the @ of who it is from.
std::string domain_of(const std::string& from)
{
    const auto address = outbound::mail_address(from);
    return address ? address->substr(address->rfind('@') + 1) : std::string("localhost");
}

}  // namespace

login_mailer::login_mailer(store::database& db, const clock& time, const settings_in_use& by,
                           std::function<void(boost::asio::awaitable<void>)> start)
    : db_(db), time_(time), by_(by), start_(std::move(start))
{
    const auto& mail = by.now().with.service.mail;
    if (!mail) return;
    loop_.emplace();
    mail_.emplace(mail->smtp, *loop_);
}

void login_mailer::link_asked(std::string email, std::string asked_by, std::string return_to)
{
    if (!mail_) {
        telemetry::log_warning("somebody asked for a link to sign in, and there is no [mail] to send it by");
        return;
    }
    if (*under_way_ >= most_at_once) {
        telemetry::log_warning("a link to sign in is not mailed: too many are on their way");
        return;
    }
    start_(mail_link(one_of(under_way_), std::move(email), std::move(asked_by), std::move(return_to)));
}

bool login_mailer::invite(std::string email, std::string link)
{
    if (!mail_ || *under_way_ >= most_with_invitations) return false;
    const std::string url = by_.now().with.service.url();
    start_(send(one_of(under_way_), std::move(email), "An invitation to " + url, text_of_invitation(url, link)));
    return true;
}

boost::asio::awaitable<void> login_mailer::mail_link(one_of counted, std::string email, std::string asked_by,
                                                     std::string return_to)
{
    services::mail_login_link what{.email = std::move(email),
                                   .asked_by = std::move(asked_by),
                                   .return_to = std::move(return_to),
                                   .at = time_.now_seconds()};
    const auto made = co_await db_.write(std::move(what));
    if (!made) {
        telemetry::log_warning("a link to sign in cannot be made: " + made.error().to_string());
        co_return;
    }
    if (!*made) co_return;  // who is not told: that somebody has an account here is nobody's business, nor the log's
    const std::string url = by_.now().with.service.url();
    co_await send(std::move(counted), (*made)->who.email, "Sign in at " + url,
                  text_of_link(url, api::login_page(url, (*made)->secret), (*made)->code));
}

boost::asio::awaitable<void> login_mailer::send([[maybe_unused]] one_of counted, std::string to, std::string subject,
                                                std::string text)
{
    const auto& mail = by_.now().with.service.mail;
    if (!mail || !mail_) co_return;
    const std::string id = "login." + crypto::hexadecimal(make_secret().hash).substr(0, 24);
    outbound::mail_message message{.from = mail->from,
                                   .to = std::move(to),
                                   .reply_to = mail->reply_to,
                                   .subject = std::move(subject),
                                   .text = std::move(text),
                                   .message_id = id + '@' + domain_of(mail->from),
                                   .date = time_.now_seconds()};
    const auto ends = time_.steady() + validity_of(link_way::mail);
    const auto outcome = co_await mail_->send(std::move(message), ends);
    if (outcome.fate != outbound::mail_fate::accepted)
        telemetry::log_warning("a mail to somebody who signs in did not leave: " + outcome.said, {{"mail", id}});
}

}  // namespace offlist::daemon
