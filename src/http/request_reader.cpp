#include "http/request_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <cctype>
#include <functional>
#include <limits>
#include <utility>

#include "http/head_syntax.hpp"
#include "http/url_text.hpp"

namespace offlist::http {
namespace {

namespace beast = boost::beast;
using beast::http::field;

/// Others are 501: no route can have them.
constexpr std::array<std::string_view, 7> known_methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

/// Fields of which a second one makes the request mean two things (RFC 9110 section 5.3).
constexpr std::array single_fields{field::host,         field::content_length, field::transfer_encoding,
                                   field::content_type, field::authorization,  field::expect};

std::string_view standard(beast::string_view text)
{
    return {text.data(), text.size()};
}

std::string lower_case(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);  // not by locale
    });
    return lower;
}

response bad_request(std::string_view detail)
{
    return problem_response(400, "bad-request", "The request is malformed", detail);
}

response too_large(std::size_t limit)
{
    return problem_response(413, "body-too-large", "The body is too large",
                            "at most " + std::to_string(limit) + " octets");
}

/// http://example.org/v1/x?y → /v1/x?y. A server must accept the form that proxies use (RFC 9112 section 3.2.2).
std::string_view without_authority(std::string_view address)
{
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (lower_case(address.substr(0, scheme.size())) != scheme) continue;
        const std::size_t path = address.find_first_of("/?", scheme.size());
        return path == std::string_view::npos ? "/" : address.substr(path);
    }
    return address;
}

/// A body as a string that grows with what comes. That of Beast reserves what the client announces.
struct growing_body {
    using value_type = std::string;

    class reader {
    public:
        template <bool is_request, class Fields>
        reader(beast::http::header<is_request, Fields>& /*head*/, std::string& body) : body_(body)
        {
        }
        void init(const boost::optional<std::uint64_t>& /*announced*/, beast::error_code& failed) { failed = {}; }
        template <class Buffers>
        std::size_t put(const Buffers& buffers, beast::error_code& failed)
        {
            failed = {};
            const std::size_t before = body_.size();
            for (const auto one : beast::buffers_range_ref(buffers))
                body_.append(static_cast<const char*>(one.data()), one.size());
            return body_.size() - before;
        }
        void finish(beast::error_code& failed) { failed = {}; }

    private:
        std::string& body_;
    };
};

}  // namespace

class request_reader::parser {
public:
    explicit parser(std::size_t body_octets)
    {
        beast_.eager(true);
        beast_.body_limit(body_octets);
        beast_.header_limit(std::numeric_limits<std::uint32_t>::max());  // counted before it comes here
        beast_.on_chunk_header(on_chunk_);
    }

    std::size_t put(std::string_view octets, beast::error_code& failed)
    {
        return beast_.put(boost::asio::buffer(octets.data(), octets.size()), failed);
    }
    beast::http::request_parser<growing_body>& get() { return beast_; }
    auto& message() { return beast_.get(); }

private:
    // Extensions mean nothing to anybody; parsers that skip them differently are how chunked bodies are smuggled.
    std::function<void(std::uint64_t, beast::string_view, beast::error_code&)> on_chunk_ =
        [](std::uint64_t /*size*/, beast::string_view extensions, beast::error_code& failed) {
            if (!extensions.empty()) failed = beast::http::error::bad_chunk_extension;
        };
    beast::http::request_parser<growing_body> beast_;
};

request_reader::request_reader(std::size_t body_octets)
    : parser_(std::make_unique<parser>(body_octets)), body_limit_(body_octets)
{
}

request_reader::~request_reader() = default;

std::optional<response> request_reader::head(std::string_view octets)
{
    if (const std::string_view wrong = wrong_syntax(octets); !wrong.empty()) return bad_request(wrong);

    const std::string_view line = octets.substr(0, octets.find('\r'));
    if (!line.ends_with("HTTP/1.1") && !line.ends_with("HTTP/1.0"))
        return problem_response(505, "version-not-supported", "This server speaks HTTP/1.1");

    beast::error_code failed;
    const std::size_t taken = parser_->put(octets, failed);
    if (failed == beast::http::error::body_limit) return too_large(body_limit_);
    const bool more = failed == beast::http::error::need_more && parser_->get().is_header_done();
    if ((failed && !more) || taken != octets.size()) return bad_request("the head cannot be parsed");

    if (auto refused = read_start_line()) return refused;
    return read_fields();
}

std::optional<response> request_reader::read_start_line()
{
    const auto& message = parser_->message();
    read_.method = standard(message.method_string());
    if (std::find(known_methods.begin(), known_methods.end(), read_.method) == known_methods.end())
        return problem_response(501, "method-not-implemented", "No path here takes this method");

    const std::string_view address = without_authority(standard(message.target()));
    const std::size_t question = std::min(address.find('?'), address.size());
    read_.path = address.substr(0, question);
    if (read_.path.empty()) read_.path = "/";
    const bool whole_server = read_.path == "*" && read_.method == "OPTIONS";
    if (!read_.path.starts_with('/') && !whole_server) return bad_request("the path does not start with a slash");
    if (!percent_decoded(read_.path))
        return bad_request("the path holds a broken percent-encoding, a control character or text that is not UTF-8");

    auto query = parse_query(address.substr(std::min(question + 1, address.size())));
    if (!query)
        return bad_request(
            "the query holds a broken percent-encoding, a control character, text that is not UTF-8, or too much");
    read_.query = std::move(*query);
    return std::nullopt;
}

std::optional<response> request_reader::read_fields()
{
    const auto& message = parser_->message();
    for (const field single : single_fields)
        if (message.count(single) > 1)
            return bad_request("the field " + std::string(standard(to_string(single))) + " stands twice");
    if (!is_http_1_0() && message.count(field::host) == 0) return bad_request("the field Host is missing");

    // Beast takes "5, 5" for 5, and codings before chunked for none; others on the way may not.
    if (message.count(field::content_length) > 0) {
        const std::string_view length = standard(message[field::content_length]);
        const bool digits = std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!digits || length.empty()) return bad_request("Content-Length is not a number");
    }
    if (message.count(field::transfer_encoding) > 0) {
        if (is_http_1_0()) return bad_request("HTTP/1.0 has no Transfer-Encoding");
        if (lower_case(standard(message[field::transfer_encoding])) != "chunked")
            return problem_response(501, "transfer-coding-not-implemented", "The only transfer coding is chunked");
    }
    if (message.count(field::expect) > 0 && !wants_continue())
        return problem_response(417, "expectation-failed", "The only expectation is 100-continue");

    for (const auto& one : message)
        read_.headers.emplace_back(lower_case(standard(one.name_string())), standard(one.value()));
    return std::nullopt;
}

std::optional<response> request_reader::body(std::string_view octets, std::size_t& taken)
{
    taken = 0;
    beast::error_code failed;
    // Beast stops at each end of its grammar's parts, and asks for more when it has seen the beginning of the next.
    while (!complete() && taken < octets.size()) {
        const std::size_t now = parser_->put(octets.substr(taken), failed);
        taken += now;
        if (failed == beast::http::error::need_more && now == 0) break;
        if (failed && failed != beast::http::error::need_more) break;
    }
    if (failed == beast::http::error::body_limit) return too_large(body_limit_);
    if (failed == beast::http::error::bad_chunk_extension) return bad_request("chunk extensions are not accepted");
    if (failed && failed != beast::http::error::need_more) return bad_request("the chunks of the body are malformed");
    return std::nullopt;
}

bool request_reader::complete() const
{
    return parser_->get().is_done();
}

std::optional<response> request_reader::limit_body(std::size_t octets)
{
    if (complete() || octets >= body_limit_) return std::nullopt;
    body_limit_ = octets;
    parser_->get().body_limit(octets);
    const auto length = parser_->get().content_length();
    if (length && *length > octets) return too_large(octets);
    return std::nullopt;
}

std::size_t request_reader::body_octets() const
{
    return parser_->get().get().body().size();
}

bool request_reader::wants_continue() const
{
    return !is_http_1_0() && lower_case(standard(parser_->message()[field::expect])) == "100-continue";
}

bool request_reader::keeps_alive() const
{
    return parser_->get().keep_alive();
}

bool request_reader::is_http_1_0() const
{
    return parser_->message().version() == 10;
}

request request_reader::take_head()
{
    return std::move(read_);
}

std::string request_reader::take_body()
{
    return std::move(parser_->message().body());
}

}  // namespace offlist::http
