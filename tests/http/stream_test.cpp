// Answers that go on: they end with their client, their source and the server, and hold one piece at a time.
#include <gmock/gmock.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <http/body_stream.hpp>
#include <http/raw_client.hpp>
#include <http/served.hpp>
#include <memory>

namespace offlist::test {
namespace {

namespace asio = boost::asio;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// Gives what the test puts into it, on the server's thread.
class source final : public http::body_stream {
public:
    explicit source(const asio::any_io_executor& on) : wake_(on) {}

    asio::awaitable<std::optional<std::string>> next() override
    {
        while (pieces_.empty() && !ended_) {
            boost::system::error_code woken;
            wake_.expires_at(std::chrono::steady_clock::time_point::max());
            co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
        if (ended_) co_return std::nullopt;
        if (!endless_.empty()) {
            ++given;
            co_return endless_;
        }
        std::string piece = std::move(pieces_.front());
        pieces_.pop_front();
        ++given;
        if (piece.empty()) co_return std::nullopt;
        co_return piece;
    }
    void end() override
    {
        ended_ = true;
        wake_.cancel();
    }
    void put(std::string piece)
    {
        pieces_.push_back(std::move(piece));
        wake_.cancel();
    }
    void repeat(std::string piece)
    {
        endless_ = std::move(piece);
        put(endless_);
    }

    std::size_t given = 0;

private:
    asio::steady_timer wake_;
    std::deque<std::string> pieces_;
    std::string endless_;
    bool ended_ = false;
};

/// A server of streams; those that were begun are in `begun`, in their order.
struct streams_test : testing::Test {
    void serve(http::server_options options = {})
    {
        std::vector<http::route> routes;
        routes.push_back({"GET", "/stream", [this](http::request&) -> asio::awaitable<http::response> {
                              const auto made = std::make_shared<source>(co_await asio::this_coro::executor);
                              begun.push_back(made);
                              http::response answer{200, "text/event-stream", "", {}};
                              answer.stream = made;
                              co_return answer;
                          }});
        routes.push_back({"GET", "/hello", [](http::request&) -> asio::awaitable<http::response> {
                              co_return http::response{200, "text/plain", "hi", {}};
                          }});
        on = std::make_unique<served>(std::move(options), std::move(routes));
    }
    void put(std::size_t which, const std::string& piece)
    {
        on->on_its_thread([&](http::server&) { begun.at(which)->put(piece); });
    }
    /// Until so many are open.
    void await_open(std::size_t streams) { on->await_streams(streams); }

    std::unique_ptr<served> on;  // outlives what waits on its executor
    std::vector<std::shared_ptr<source>> begun;
};

}  // namespace

TEST_F(streams_test, sends_each_piece_when_it_is_there_and_ends_with_its_source)
{
    serve();
    raw_client client(on->port());
    client.send(get("/stream"));
    const std::string head = client.read_head();
    EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked"));
    EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream"));
    EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
    EXPECT_EQ(on->requests(1).front().status, 200U) << "told at the head, and not at the end";
    await_open(1);
    put(0, "first");
    put(0, std::string(17, 'x'));
    put(0, "");
    EXPECT_THAT(client.read_to_end(),
                EndsWith("\r\n\r\n5\r\nfirst\r\n11\r\n" + std::string(17, 'x') + "\r\n0\r\n\r\n"));
    await_open(0);
}

TEST_F(streams_test, http_1_0_gets_the_octets_as_they_are)
{
    serve();
    raw_client client(on->port());
    client.send("GET /stream HTTP/1.0\r\n\r\n");
    EXPECT_THAT(client.read_head(), Not(HasSubstr("Transfer-Encoding")));
    await_open(1);
    put(0, "first");
    put(0, "");
    EXPECT_THAT(client.read_to_end(), EndsWith("\r\n\r\nfirst"));
}

TEST_F(streams_test, head_has_no_stream)
{
    serve();
    raw_client client(on->port());
    client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.read_to_end(), HasSubstr("Transfer-Encoding: chunked"));
    await_open(0);
}

TEST_F(streams_test, a_client_that_goes_ends_its_stream_without_a_word_of_it)
{
    serve();
    {
        raw_client client(on->port());
        client.send(get("/stream"));
        client.read_head();
        await_open(1);
    }
    await_open(0);
    EXPECT_THAT(on->drops(), testing::IsEmpty());
}

TEST_F(streams_test, a_client_that_does_not_read_is_cut_off_and_holds_one_piece)
{
    http::server_options options;
    options.limits.write_deadline = std::chrono::milliseconds(100);
    serve(options);
    raw_client client(on->port());
    client.send(get("/stream"));
    client.read_head();
    await_open(1);
    on->on_its_thread([&](http::server&) { begun.at(0)->repeat(std::string(64 * 1024, 'x')); });
    EXPECT_THAT(on->drops(1), testing::Contains(http::drop_reason::slow));
    await_open(0);
    std::size_t given = 0;
    on->on_its_thread([&](http::server&) { given = begun.at(0)->given; });
    EXPECT_LT(given, 400U) << "what is asked for is what the client's and the system's buffers took";
}

TEST_F(streams_test, idle_streams_outlive_every_deadline)
{
    serve(short_deadlines());
    raw_client client(on->port());
    client.send(get("/stream"));
    client.read_head();
    await_open(1);
    // whoever waits as long as this server allows is cut off; the stream is still there then
    raw_client idle(on->port());
    EXPECT_EQ(idle.read_to_end(), "");
    put(0, "still here");
    put(0, "");
    EXPECT_THAT(client.read_to_end(), HasSubstr("still here"));
}

TEST_F(streams_test, stopping_ends_them_at_once)
{
    serve();
    raw_client client(on->port());
    client.send(get("/stream"));
    client.read_head();
    await_open(1);
    const auto began = std::chrono::steady_clock::now();
    on->stop(std::chrono::seconds(20));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
    EXPECT_THAT(client.read_to_end(), EndsWith("0\r\n\r\n"));
    EXPECT_THAT(on->drops(), testing::IsEmpty());
}

TEST_F(streams_test, are_bounded_in_all_and_leave_requests_alone)
{
    http::server_options options;
    options.limits.streams = 2;
    options.limits.requests = 1;
    serve(options);
    std::vector<std::unique_ptr<raw_client>> open;
    for (std::size_t i = 0; i < 2; ++i) {
        open.push_back(std::make_unique<raw_client>(on->port()));
        open.back()->send(get("/stream"));
        open.back()->read_head();
        await_open(i + 1);
    }
    raw_client third(on->port());
    const raw_answer refused = third.ask(get("/stream"));
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.headers.count("retry-after"), 1U);
    EXPECT_EQ(third.ask(get("/hello")).body, "hi") << "no stream holds the place of a request";
    open.pop_back();
    await_open(1);
    third.send(get("/stream"));
    EXPECT_THAT(third.read_head(), HasSubstr(" 200 "));
}

TEST_F(streams_test, give_way_to_another_client)
{
    http::server_options options;
    options.limits.connections = 2;
    serve(options);
    raw_client first(on->port());
    raw_client second(on->port());
    for (raw_client* one : {&first, &second}) {
        one->send(get("/stream"));
        one->read_head();
    }
    await_open(2);
    raw_client other(on->port(), "127.0.0.2");
    EXPECT_EQ(other.ask(get("/hello")).body, "hi");
    await_open(1);
}

}  // namespace offlist::test
