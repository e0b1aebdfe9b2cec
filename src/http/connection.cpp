#include "http/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <new>
#include <utility>

#include "http/body_stream.hpp"
#include "http/client_address.hpp"
#include "http/exchange.hpp"
#include "http/gzip.hpp"
#include "http/head_syntax.hpp"
#include "http/request_reader.hpp"
#include "http/response_text.hpp"
#include "http/url_text.hpp"

namespace offlist::http {
namespace {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
/// What is written when not even an answer can be made.
constexpr std::string_view no_memory =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";
/// Written under one deadline; see server_limits::write_deadline.
constexpr std::size_t write_octets = std::size_t{64} * 1024;
/// For a year (RFC 6797). Other names of the domain are not ours to speak for.
constexpr std::string_view by_tls_alone = "max-age=31536000";
/// A client that is still sending what was refused loses the answer to a reset unless somebody reads on for a while.
constexpr std::chrono::milliseconds goodbye_deadline{2'000};
constexpr std::size_t goodbye_octets = std::size_t{4} * 1024 * 1024;

bool is_for_want_of_memory(const std::exception_ptr& failed)
{
    try {
        std::rethrow_exception(failed);
    } catch (const std::bad_alloc&) {
        return true;
    } catch (...) {
        return false;
    }
}

std::string text_of(const std::exception_ptr& failed)
{
    try {
        std::rethrow_exception(failed);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace

connection::connection(std::shared_ptr<server_state> server, std::unique_ptr<byte_stream> stream,
                       const asio::ip::address& peer)
    : server_(std::move(server)),
      stream_(std::move(stream)),
      peer_(peer),
      client_(network_of(peer)),
      handled_(server_->executor)
{
}

// --- deadlines and the end ---

void connection::enter(stage now, std::chrono::milliseconds bound)
{
    stage_ = now;
    late_ = false;
    ends_ = server_->time.steady() + bound;
    deadline_ = ends_;
}

/// As enter(), and the client must keep pace.
void connection::await_octets(stage now, std::chrono::milliseconds bound)
{
    enter(now, std::min(bound, server_->limits.pace));
    ends_ = deadline_ - std::min(bound, server_->limits.pace) + bound;
    in_pace_ = 0;
}

void connection::keep_pace(std::size_t octets)
{
    in_pace_ += octets;
    if (in_pace_ < server_->limits.pace_octets) return;
    in_pace_ = 0;
    deadline_ = std::min(ends_, server_->time.steady() + server_->limits.pace);
}

void connection::look_at_clock(std::chrono::steady_clock::time_point now)
{
    if (now < deadline_) return;
    late_ = true;
    switch (stage_) {
        case stage::head:
        case stage::body:
            stream_->interrupt();  // and the client is told why
            break;
        case stage::handling:
            handled_.cancel();
            break;
        case stage::write:
            stream_->reset();
            break;
        case stage::handshake:
        case stage::idle:
        case stage::goodbye:
            stream_->cut();
            break;
        case stage::streaming:  // waits for news, and not for its client
            break;
    }
}

bool connection::may_give_way() const
{
    return !gave_way_ &&
           (stage_ == stage::handshake || stage_ == stage::idle || stage_ == stage::head || stage_ == stage::streaming);
}

void connection::give_way()
{
    gave_way_ = true;
    cut();
}

void connection::finish()
{
    closing_ = true;
    if (streaming_) streaming_->end();
    if (stage_ == stage::goodbye || (stage_ == stage::idle && in_.empty())) cut();
}

void connection::cut()
{
    stream_->cut();
    if (streaming_) streaming_->end();
}

asio::awaitable<void> connection::say_goodbye()
{
    enter(stage::goodbye, goodbye_deadline);
    byte_stream::error_code failed;
    co_await stream_->end(failed);
    std::size_t read = 0;
    while (!failed && !late_ && read < goodbye_octets)
        read += co_await stream_->read_some(asio::buffer(chunk_), failed);
}

// --- one request after the other ---

asio::awaitable<void> connection::run()
{
    enter(stage::handshake, server_->limits.head_deadline);
    byte_stream::error_code failed;
    co_await stream_->handshake(failed);
    if (gave_way_) co_return;
    if (failed) {
        server_->observer.dropped(late_ ? drop_reason::slow : drop_reason::no_tls, peer_.to_string());
        co_return;
    }
    bool out_of_memory = false;
    try {
        while (!closing_ && co_await serve_one()) {
        }
    } catch (const std::bad_alloc&) {
        out_of_memory = true;
    }
    if (!out_of_memory) co_return;
    in_ = {};
    server_->observer.dropped(drop_reason::failed, {});
    if (stage_ == stage::write || stage_ == stage::streaming || stage_ == stage::goodbye)
        co_return;  // half an answer is out
    enter(stage::write, server_->limits.write_deadline);
    co_await stream_->write({asio::buffer(no_memory.data(), no_memory.size()), asio::const_buffer()}, failed);
}

asio::awaitable<bool> connection::serve_one()
{
    const auto x = std::make_shared<exchange>(server_);
    if (!co_await wait_for_head(*x)) co_return false;
    x->began = server_->time.steady();

    request_reader reader(server_->limits.body_octets);
    if (!x->refused) read_head(reader, *x);
    x->asked = reader.take_head();
    name_request(*x);
    if (!x->refused) {
        x->body_to_come = !reader.complete();
        auto gate = exchange::pass_gate(x);
        co_await work_on(x, std::move(gate));
    }
    if (x->let_in && !co_await read_body(reader, *x)) co_return false;
    if (x->let_in && !x->refused) {
        x->asked.body = reader.take_body();
        auto handling = exchange::handle(x);
        co_await work_on(x, std::move(handling));
    } else if (x->body_to_come && !x->refused) {
        leave_body(reader);
    }
    x->received = received_ - in_.size();
    received_ = in_.size();
    if (x->refused) closing_ = true;  // where the next request begins, nobody knows

    if (x->answer.stream && server_->streams >= server_->limits.streams)
        x->answer = overloaded("too many streams are open");
    co_await finish_answer(*x);
    if (x->answer.stream) closing_ = true;  // what its client says meanwhile is not kept
    bool sent = co_await send(*x);
    server_->observer.request_done(x->told(server_->time.steady()));
    if (sent && x->answer.stream && x->method != "HEAD") sent = co_await send_stream(*x);
    if (!sent) server_->observer.dropped(drop_reason::slow, peer_.to_string());
    if (sent && closing_) co_await say_goodbye();
    co_return sent && !closing_;
}

asio::awaitable<bool> connection::fill()
{
    if (late_) co_return false;
    byte_stream::error_code failed;
    const std::size_t size = co_await stream_->read_some(asio::buffer(chunk_), failed);
    in_.append(chunk_.data(), size);
    received_ += size;
    keep_pace(size);
    co_return !failed;
}

// --- reading ---

/// False: the client is gone, or had nothing to say for too long.
asio::awaitable<bool> connection::wait_for_head(exchange& x)
{
    const server_limits& limits = server_->limits;
    enter(stage::idle, limits.idle_deadline);
    head_end end;
    while (true) {
        if (stage_ == stage::idle && !in_.empty()) await_octets(stage::head, limits.head_deadline);
        const head_end::found found = end.look(in_);
        if (found == head_end::found::bare_line_feed)
            x.refuse(problem_response(400, "bad-request", "The request is malformed", "a line ends with LF alone"));
        else if (std::max(end.size(), found == head_end::found::end ? 0 : in_.size()) > limits.head_octets)
            x.refuse(problem_response(431, "head-too-large", "The request's path and fields are too large",
                                      "at most " + std::to_string(limits.head_octets) + " octets"));
        if (x.refused) co_return true;
        if (found == head_end::found::end) {
            x.head_octets = end.size();
            co_return true;
        }
        if (co_await fill()) continue;
        if (!late_ || stage_ != stage::head) co_return false;
        refuse_late(x, "its path and fields did not arrive in time");
        co_return true;
    }
}

void connection::read_head(request_reader& reader, exchange& x)
{
    auto refused = reader.head(std::string_view(in_).substr(0, x.head_octets));
    in_.erase(0, x.head_octets);
    if (refused) return x.refuse(std::move(*refused));
    x.http_1_0 = reader.is_http_1_0();
    if (!reader.keeps_alive()) closing_ = true;
}

/// False: the client is gone.
asio::awaitable<bool> connection::read_body(request_reader& reader, exchange& x)
{
    const server_limits& limits = server_->limits;
    if (x.most_body_octets)
        if (auto refused = reader.limit_body(*x.most_body_octets)) x.refuse(std::move(*refused));
    if (x.refused) co_return true;
    await_octets(stage::body, limits.body_deadline);
    if (reader.wants_continue() && in_.empty()) {
        byte_stream::error_code failed;
        const std::array<asio::const_buffer, 2> text{asio::buffer(go_on.data(), go_on.size()), asio::const_buffer()};
        co_await stream_->write(text, failed);
        if (failed) co_return false;
    }
    while (true) {
        std::size_t taken = 0;
        auto refused = reader.body(in_, taken);
        in_.erase(0, taken);
        if (refused) x.refuse(std::move(*refused));
        // what is left is the beginning of a chunk's head or of the fields behind the last one
        if (!x.refused && !reader.complete() && in_.size() > limits.head_octets)
            x.refuse(problem_response(400, "bad-request", "The request is malformed", "a chunk's head is too long"));
        if (!x.refused && !x.body->resize(reader.body_octets())) x.refuse(overloaded("too many bodies are under way"));
        if (x.refused || reader.complete()) co_return true;
        if (co_await fill()) continue;
        if (!late_) co_return false;
        refuse_late(x, "its body did not arrive in time");
        co_return true;
    }
}

/// Of a request that is answered without it. One that has come whole with its head is passed over; for another nobody
/// waits.
void connection::leave_body(request_reader& reader)
{
    std::size_t taken = 0;
    const auto malformed = reader.body(in_, taken);
    in_.erase(0, taken);
    if (malformed || !reader.complete()) closing_ = true;
}

void connection::refuse_late(exchange& x, std::string_view what)
{
    server_->observer.dropped(drop_reason::slow, peer_.to_string());
    x.refuse(problem_response(408, "request-timeout", "The request took too long", what));
}

void connection::name_request(exchange& x) const
{
    request& r = x.asked;
    x.method = r.method;
    if (r.method == "HEAD") r.method = "GET";
    r.id = server_->request_id(r.header("x-request-id"));
    r.remote = server_->proxies.client_of(peer_, r.joined_header("x-forwarded-for")).to_string();
}

// --- handling ---

asio::awaitable<void> connection::work_on(std::shared_ptr<exchange> x, asio::awaitable<void> work)
{
    if (server_->requests >= server_->limits.requests) {
        x->let_in = nullptr;
        x->answer = overloaded("too many requests are under way");
        co_return;
    }
    x->slot.emplace(server_->requests, std::size_t{1});
    x->handled = false;
    enter(stage::handling, server_->limits.handler_deadline);
    auto ended = [self = shared_from_this(), x](std::exception_ptr failed) {
        x->failed = std::move(failed);
        x->handled = true;
        x->slot.reset();
        self->handled_.cancel();
    };
    const running_task task = server_->handlers.spawn(std::move(work), std::move(ended));
    while (!x->handled && !late_) {
        boost::system::error_code woken;
        handled_.expires_at(std::chrono::steady_clock::time_point::max());
        co_await handled_.async_wait(redirect_error(use_awaitable, woken));
    }
    if (!x->handled) {
        x->given_up = true;   // before it is cancelled: whatever it answers now is too late
        x->let_in = nullptr;  // nor is a body read for it
        x->answer = problem_response(504, "handler-timeout", "The answer took too long", "request " + x->asked.id);
        task.cancel();
    } else if (x->failed) {
        x->let_in = nullptr;
        x->answer = is_for_want_of_memory(x->failed)
                        ? overloaded("there is no memory left at present")
                        : problem_response(500, "internal-error", "Something is wrong here", "request " + x->asked.id);
        server_->observer.handler_failed(x->told(server_->time.steady()), text_of(x->failed));
    }
}

// --- answering ---

asio::awaitable<void> connection::finish_answer(exchange& x)
{
    response& a = x.answer;
    if (server_->tls) a.headers.emplace_back("Strict-Transport-Security", by_tls_alone);
    // accounts' data are nobody's to keep, and what is answered now may be wrong in a minute
    if (is_below(x.asked.path, "v1")) {
        if (!has_header(a, "Cache-Control")) a.headers.emplace_back("Cache-Control", "no-store");
        // and a browser that is led to one as if it were a page runs and loads nothing of it
        if (!has_header(a, "Content-Security-Policy"))
            a.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
    }
    // an ETag is a promise about the very octets
    const bool packable = a.body.size() >= least_worth_compressing && worth_compressing(a.content_type) &&
                          !has_header(a, "Content-Encoding") && !has_header(a, "ETag");
    if (!packable) co_return;
    a.headers.emplace_back("Vary", "Accept-Encoding");
    if (!accepts_gzip(x.asked.joined_header("accept-encoding"))) co_return;
    std::string packed = co_await gzip(a.body);
    if (packed.size() >= a.body.size()) co_return;
    a.body = std::move(packed);
    if (x.unread) (void)x.unread->resize(a.body.size());
    a.headers.emplace_back("Content-Encoding", "gzip");
}

/// False: the client is gone, or read too slowly and was cut off.
asio::awaitable<bool> connection::send(exchange& x)
{
    const std::string_view keep = x.http_1_0 ? "keep-alive" : "";
    const std::string head = head_text(x.answer, x.asked.id, server_->date(), closing_ ? "close" : keep, x.http_1_0);
    const bool bodiless = x.method == "HEAD" || !may_have_body(x.answer.status);
    std::string_view left = bodiless ? std::string_view() : std::string_view(x.answer.body);
    std::string_view before = head;
    do {
        const std::string_view now = left.substr(0, write_octets);
        left.remove_prefix(now.size());
        const std::array<asio::const_buffer, 2> octets{asio::buffer(before.data(), before.size()),
                                                       asio::buffer(now.data(), now.size())};
        enter(stage::write, server_->limits.write_deadline);
        byte_stream::error_code failed;
        x.sent += co_await stream_->write(octets, failed);
        if (failed) co_return false;
        before = {};
    } while (!left.empty());
    co_return true;
}

// --- answers that go on ---

asio::awaitable<void> connection::watch_client(std::shared_ptr<connection> self, std::shared_ptr<body_stream> of)
{
    byte_stream::error_code failed;
    std::size_t read = 0;
    while (!failed && read < goodbye_octets)
        read += co_await self->stream_->read_some(asio::buffer(self->chunk_), failed);
    of->end();
}

asio::awaitable<void> connection::stop_watching()
{
    if (watching_) stream_->interrupt();
    while (watching_) {
        boost::system::error_code woken;
        handled_.expires_at(std::chrono::steady_clock::time_point::max());
        co_await handled_.async_wait(redirect_error(use_awaitable, woken));
    }
}

asio::awaitable<bool> connection::write_piece(exchange& x, std::string_view piece)
{
    std::string octets;
    if (x.http_1_0)
        octets = piece;
    else
        octets = fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);  // one of no octets ends the body
    enter(stage::write, server_->limits.write_deadline);
    byte_stream::error_code failed;
    x.sent += co_await stream_->write({asio::buffer(octets), asio::const_buffer()}, failed);
    co_return !failed;
}

/// False: the client read too slowly and was cut off.
asio::awaitable<bool> connection::send_stream(exchange& x)
{
    struct open_stream {
        connection& of;
        explicit open_stream(connection& c) : of(c) { of.server_->observer.streams(++of.server_->streams); }
        open_stream(const open_stream&) = delete;
        open_stream& operator=(const open_stream&) = delete;
        ~open_stream()
        {
            of.streaming_.reset();
            of.server_->observer.streams(--of.server_->streams);
            if (of.watching_) of.stream_->cut();  // it ends by an exception
        }
    };
    const open_stream open(*this);
    streaming_ = x.answer.stream;
    const std::shared_ptr<body_stream> source = streaming_;
    auto watch = watch_client(shared_from_this(), source);
    watching_ = true;
    server_->handlers.spawn(std::move(watch), [self = shared_from_this()](const std::exception_ptr&) {
        self->watching_ = false;
        self->handled_.cancel();
    });
    bool sent = true;
    while (sent) {
        stage_ = stage::streaming;
        late_ = false;
        deadline_ = std::chrono::steady_clock::time_point::max();
        const std::optional<std::string> piece = co_await source->next();
        if (!piece) break;
        if (!piece->empty()) sent = co_await write_piece(x, *piece);
    }
    const bool gone = !watching_;  // nobody is told that this was all
    if (sent && !gone) (void)co_await write_piece(x, {});
    co_await stop_watching();
    co_return sent || (gone && !late_);
}

}  // namespace offlist::http
