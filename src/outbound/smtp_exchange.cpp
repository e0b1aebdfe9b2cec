#include "outbound/smtp_exchange.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <core/failpoint.hpp>
#include <core/utf8.hpp>
#include <cstring>

namespace offlist::outbound {
namespace {

constexpr std::size_t longest_answer = 1000;  // octets that are kept of one

// Others' octets, for a person and for the store: valid UTF-8 on one line.
std::string harmless(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const code_point c = first_code_point(text);
        if (c.valid && c.value >= 0x20 && c.value != 0x7f)
            out += text.substr(0, c.octets);
        else
            out += '?';
        text.remove_prefix(c.octets);
    }
    return out;
}

std::string url_of(const smtp_options& with, const std::string& sender)
{
    const bool is_ip6 = with.server.find(':') != std::string::npos;
    const std::string server = is_ip6 ? '[' + with.server + ']' : with.server;
    // libcurl greets with the path: the domain that the mail comes from
    return std::string(with.security == smtp_security::tls ? "smtps://" : "smtp://") + server + ':' +
           std::to_string(with.port) + '/' + sender.substr(sender.rfind('@') + 1);
}

}  // namespace

smtp_exchange::smtp_exchange(mail_octets what, const smtp_options& with,
                             std::chrono::steady_clock::time_point not_after)
    : what_(std::move(what)),
      not_after_(not_after),
      recipients_(::curl_slist_append(nullptr, ('<' + what_.recipient + '>').c_str()), &::curl_slist_free_all)
{
    BOOST_ASSERT(recipients_ != nullptr);
    patience = with.timeout;
    set_where(with);
    CURL* const e = easy();
    ::curl_easy_setopt(e, CURLOPT_MAIL_FROM, ('<' + what_.sender + '>').c_str());
    ::curl_easy_setopt(e, CURLOPT_MAIL_RCPT, recipients_.get());
    ::curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
    ::curl_easy_setopt(e, CURLOPT_READFUNCTION, &on_read);
    ::curl_easy_setopt(e, CURLOPT_READDATA, this);
    ::curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, &on_line);
    ::curl_easy_setopt(e, CURLOPT_HEADERDATA, this);
    // No size is told: then libcurl asks on_read() for the end, and the end can still be withheld there.
}

void smtp_exchange::set_where(const smtp_options& with)
{
    CURL* const e = easy();
    ::curl_easy_setopt(e, CURLOPT_URL, url_of(with, what_.sender).c_str());
    ::curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    ::curl_easy_setopt(e, CURLOPT_USE_SSL,
                       static_cast<long>(with.security == smtp_security::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    ::curl_easy_setopt(e, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!with.ca_file.empty()) ::curl_easy_setopt(e, CURLOPT_CAINFO, with.ca_file.c_str());
    if (!with.user.empty()) {
        ::curl_easy_setopt(e, CURLOPT_USERNAME, with.user.c_str());
        ::curl_easy_setopt(e, CURLOPT_PASSWORD, with.password.c_str());
    }
    ::curl_easy_setopt(e, CURLOPT_PROXY, "");
    ::curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
    ::curl_easy_setopt(e, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    ::curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    // libcurl waits for the answer to a mail's end, and then to QUIT, without letting its loop go on
    const auto one_answer = std::chrono::ceil<std::chrono::seconds>(with.timeout / 2);
    ::curl_easy_setopt(e, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(one_answer.count()));
    ::curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
    ::curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
}

std::size_t smtp_exchange::on_read(char* into, std::size_t, std::size_t room, void* self)
{
    auto& me = *static_cast<smtp_exchange*>(self);
    const std::size_t left = me.what_.content.size() - me.sent_;
    if (left == 0) failpoint("smtp.before_end");
    if (std::chrono::steady_clock::now() >= me.not_after_) {
        me.too_late_ = true;
        return CURL_READFUNC_ABORT;  // the connection is closed without the end: the server drops what it has
    }
    if (left == 0) {
        me.end_sent_ = true;
        return 0;
    }
    const std::size_t now = std::min(left, room);
    std::memcpy(into, me.what_.content.data() + me.sent_, now);
    me.sent_ += now;
    return now;
}

void smtp_exchange::take_line(std::string_view line)
{
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    // 250-first, 250-second, 250 last
    const bool is_last = line.size() < 4 || line[3] != '-';
    said_ = harmless(line.substr(0, longest_answer));
    if (said_.starts_with('4') || said_.starts_with('5')) refusal_ = said_;  // the answer to QUIT comes after it
    if (end_sent_ && final_.empty() && is_last) final_ = said_;
}

std::size_t smtp_exchange::on_line(char* data, std::size_t, std::size_t octets, void* self)
{
    static_cast<smtp_exchange*>(self)->take_line({data, octets});
    return octets;
}

mail_outcome smtp_exchange::outcome() const
{
    if (!final_.empty()) {
        if (final_.front() == '2') return {.fate = mail_fate::accepted, .said = final_};
        if (final_.front() == '4' || final_.front() == '5')
            return {.fate = mail_fate::not_sent, .try_later = final_.front() == '4', .said = final_};
        return {.fate = mail_fate::unknown, .said = final_};  // no answer of RFC 5321: it may have been taken
    }
    const std::string why = ended() == CURLE_OK ? said_ : ::curl_easy_strerror(ended());
    if (ended() == CURLE_OK) return {.fate = mail_fate::unknown, .said = why};
    if (too_late_)
        return {.fate = mail_fate::not_sent, .try_later = true, .said = "it took too long to reach the server"};
    if (end_sent_) return {.fate = mail_fate::unknown, .said = "no answer to the end of the mail: " + why};
    const bool refused_for_good = refusal_.starts_with('5') && ended() != CURLE_LOGIN_DENIED;
    return {.fate = mail_fate::not_sent, .try_later = !refused_for_good, .said = refusal_.empty() ? why : refusal_};
}

}  // namespace offlist::outbound
