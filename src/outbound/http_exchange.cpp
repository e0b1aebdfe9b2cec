#include "outbound/http_exchange.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <core/quoted.hpp>
#include <utility>

#include "outbound/url_parts.hpp"

namespace offlist::outbound {
namespace {

constexpr std::size_t most_head_octets = std::size_t{64} * 1024;  // of all answers of an exchange, redirects included

// None: no URL, or one that is not asked.
std::optional<url_parts> place_of(const std::string& url)
{
    auto p = parts_of(url);
    if (!p || p->user || p->server.empty() || (p->scheme != "http" && p->scheme != "https")) return std::nullopt;
    return p;
}

bool is_token(std::string_view text)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2
    return !text.empty() && std::all_of(text.begin(), text.end(), [others](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    });
}

bool is_field(const std::pair<std::string, std::string>& f)
{
    return is_token(f.first) && std::none_of(f.second.begin(), f.second.end(), [](char c) {
               return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
           });
}

transfer_failure never_sent(std::string what)
{
    return {.why = failed_by::wrong_request, .may_have_arrived = false, .what = std::move(what)};
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

failed_by kind_of(CURLcode code)
{
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return failed_by::timeout;
        case CURLE_ABORTED_BY_CALLBACK:
            return failed_by::cancelled;
        case CURLE_AGAIN:
            return failed_by::overloaded;
        case CURLE_TOO_MANY_REDIRECTS:
        case CURLE_UNSUPPORTED_PROTOCOL:
            return failed_by::too_many_hops;
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_FAILED_INIT:
            return failed_by::no_connection;
        default:
            return failed_by::broken;
    }
}

}  // namespace

std::optional<transfer_failure> wrong_with(const http_request& what)
{
    if (!place_of(what.url)) return never_sent("the URL of a request is not http or https, or names a user");
    if (!is_token(what.method)) return never_sent(quoted(what.method) + " is not an HTTP method");
    for (const auto* fields : {&what.headers, &what.secrets})
        for (const auto& f : *fields)
            if (!is_field(f)) return never_sent("the header " + quoted(f.first) + " cannot be sent");
    if (!what.secrets.empty() && what.redirects > 0) return never_sent("a request with secrets follows no redirects");
    return std::nullopt;
}

http_exchange::http_exchange(http_request what, const client_options& with)
    : what_(std::move(what)), guard_(what_.special), lines_(nullptr, &::curl_slist_free_all)
{
    patience = what_.timeout;
    set_where(with);
    set_what();
}

void http_exchange::set_where(const client_options& with)
{
    const auto where = place_of(what_.url);
    BOOST_ASSERT(where.has_value());
    server_ = where->server;
    tls_ = where->scheme == "https";
    CURL* const e = easy();
    ::curl_easy_setopt(e, CURLOPT_URL, what_.url.c_str());
    ::curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    ::curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR, tls_ ? "https" : "http,https");
    ::curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, what_.redirects > 0 ? 1L : 0L);
    ::curl_easy_setopt(e, CURLOPT_MAXREDIRS, static_cast<long>(what_.redirects));
    ::curl_easy_setopt(e, CURLOPT_PROXY, "");
    ::curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
    ::curl_easy_setopt(e, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    ::curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
    ::curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
    ::curl_easy_setopt(e, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    ::curl_easy_setopt(e, CURLOPT_USERAGENT, with.user_agent.c_str());
    if (!with.ca_file.empty()) ::curl_easy_setopt(e, CURLOPT_CAINFO, with.ca_file.c_str());
    ::curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
    ::curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
    ::curl_easy_setopt(e, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    guard_.watch(e);
}

void http_exchange::set_what()
{
    CURL* const e = easy();
    const bool posts = what_.method == "POST" || !what_.body.empty();
    if (posts) {
        ::curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what_.body.size()));
        ::curl_easy_setopt(e, CURLOPT_POSTFIELDS, what_.body.c_str());
    }
    if (what_.method == "HEAD")
        ::curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
    else if (what_.method != (posts ? "POST" : "GET"))
        ::curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, what_.method.c_str());

    const auto add = [this](const std::string& line) {
        curl_slist* const longer = ::curl_slist_append(lines_.get(), line.c_str());
        BOOST_ASSERT(longer != nullptr);
        (void)lines_.release();
        lines_.reset(longer);
    };
    add("Expect:");  // no second's wait for permission to send the body
    for (const auto* fields : {&what_.headers, &what_.secrets})
        for (const auto& [name, value] : *fields) add(value.empty() ? name + ';' : name + ": " + value);
    ::curl_easy_setopt(e, CURLOPT_HTTPHEADER, lines_.get());
    ::curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, &on_header);
    ::curl_easy_setopt(e, CURLOPT_HEADERDATA, this);
    ::curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, &on_body);
    ::curl_easy_setopt(e, CURLOPT_WRITEDATA, this);
}

void http_exchange::take_header(std::string_view line)
{
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {  // of the next answer, after a redirect or a 1xx
        answer_.headers.clear();
        answer_.body.clear();
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    answer_.headers.emplace_back(lower(line.substr(0, colon)), value);
}

std::size_t http_exchange::on_header(char* data, std::size_t, std::size_t octets, void* self)
{
    auto& me = *static_cast<http_exchange*>(self);
    me.head_octets_ += octets;
    me.too_large_ = me.head_octets_ > most_head_octets;
    if (me.too_large_) return 0;  // ends the transfer
    me.take_header({data, octets});
    return octets;
}

std::size_t http_exchange::on_body(char* data, std::size_t, std::size_t octets, void* self)
{
    auto& me = *static_cast<http_exchange*>(self);
    me.too_large_ = octets > me.what_.most_octets - me.answer_.body.size();
    if (me.too_large_) return 0;
    me.answer_.body.append(data, octets);
    return octets;
}

transfer_failure http_exchange::failure() const
{
    curl_off_t connected = 0;
    long hops = 0;
    ::curl_easy_getinfo(easy(), tls_ ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T, &connected);
    ::curl_easy_getinfo(easy(), CURLINFO_REDIRECT_COUNT, &hops);
    transfer_failure f{.why = kind_of(ended()), .may_have_arrived = connected > 0 || hops > 0, .what = server_ + ": "};
    if (too_large_) {
        f.why = failed_by::too_large;
        f.what += "the answer is longer than " + std::to_string(what_.most_octets) + " octets";
    } else if (f.why == failed_by::no_connection && !guard_.refused().empty()) {
        f.why = failed_by::refused_address;
        f.what += "the name leads to " + guard_.refused();
    } else if (f.why == failed_by::cancelled) {
        f.what += "the request was cancelled";
    } else if (f.why == failed_by::overloaded) {
        f.what += "too many requests are under way";
    } else {
        f.what += ::curl_easy_strerror(ended());
    }
    return f;
}

http_result http_exchange::result()
{
    if (ended() != CURLE_OK) return failure();
    long status = 0;
    ::curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
    answer_.status = static_cast<unsigned>(status);
    return std::move(answer_);
}

}  // namespace offlist::outbound
