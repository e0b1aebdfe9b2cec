// What the server does with well-behaved clients, and with handlers that are not.
#include <gmock/gmock.h>

#include <http/raw_client.hpp>
#include <http/served.hpp>
#include <memory>
#include <thread>

namespace {

using namespace offlist;
using namespace offlist::test;
using std::chrono::milliseconds;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(server, answers_and_keeps_the_connection)
{
    served on;
    raw_client client(on.port());
    for (int i = 0; i < 3; ++i) {
        const raw_answer answer = client.ask(get("/hello"));
        EXPECT_EQ(answer.status, 200U);
        EXPECT_EQ(answer.body, "hi");
        EXPECT_EQ(answer.headers.count("connection"), 0U);
        EXPECT_EQ(answer.headers.count("server"), 0U);
        EXPECT_THAT(answer.headers.at("date"), testing::EndsWith(" GMT"));
        EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    }
    EXPECT_EQ(on.requests(3).size(), 3U);
}

TEST(server, answers_pipelined_requests_in_their_order)
{
    served on;
    raw_client client(on.port());
    std::string all;
    for (int i = 0; i < 50; ++i) all += get("/v1/things/" + std::to_string(i)) + post("/echo", std::to_string(i));
    client.send(all);
    for (int i = 0; i < 50; ++i) {
        EXPECT_THAT(client.read().body, testing::StartsWith(std::to_string(i) + " for"));
        EXPECT_EQ(client.read().body, std::to_string(i));
    }
}

TEST(server, head_is_get_without_the_body)
{
    served on;
    raw_client client(on.port());
    client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n" + get("/v1/things/after"));
    const raw_answer head = client.read(true);
    EXPECT_EQ(head.status, 200U);
    EXPECT_EQ(head.headers.at("content-length"), "2");
    EXPECT_THAT(client.read().body, testing::StartsWith("after"));
    EXPECT_EQ(on.requests(2).front().method, "HEAD");
}

TEST(server, a_204_has_neither_body_nor_length)
{
    served on;
    raw_client client(on.port());
    client.send("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n" + get("/hello"));
    const raw_answer gone = client.read();
    EXPECT_EQ(gone.status, 204U);
    EXPECT_EQ(gone.headers.count("content-length"), 0U);
    EXPECT_EQ(client.read().body, "hi");
}

TEST(server, serves_http_1_0_and_closes)
{
    served on;
    raw_client client(on.port());
    client.send("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_THAT(client.read_to_end(),
                testing::AllOf(HasSubstr("Connection: close\r\n"), testing::EndsWith("\r\n\r\nhi")));
}

TEST(server, says_continue_to_a_client_that_waits_for_it)
{
    served on;
    raw_client client(on.port());
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.read().status, 100U);
    EXPECT_EQ(client.ask("abcde").body, "abcde");
}

TEST(server, reads_chunked_bodies_however_they_are_cut)
{
    const std::string body = "3\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Trailer: ignored\r\n\r\n";
    const std::string head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    served on;
    raw_client client(on.port());
    EXPECT_EQ(client.ask(head + body).body, "abc0123456789");
    client.send(head);
    for (const char c : body) client.send({&c, 1});
    EXPECT_EQ(client.read().body, "abc0123456789");
    EXPECT_EQ(client.ask(get("/hello")).body, "hi");
}

TEST(server, takes_a_sane_request_id_and_makes_one_otherwise)
{
    served on;
    raw_client client(on.port());
    EXPECT_EQ(client.ask(get("/hello", "X-Request-Id: abc-1.2_3\r\n")).headers.at("x-request-id"), "abc-1.2_3");
    for (const std::string& bad : std::vector<std::string>{"a b", "a\"b", "", std::string(65, 'a')}) {
        const std::string made = client.ask(get("/hello", "X-Request-Id: " + bad + "\r\n")).headers.at("x-request-id");
        EXPECT_THAT(made, testing::MatchesRegex("[0-9a-f]{16}")) << bad;
    }
}

TEST(server, v1_is_not_to_be_stored)
{
    served on;
    raw_client client(on.port());
    EXPECT_EQ(client.ask(get("/v1/things/7")).headers.at("cache-control"), "no-store");
    const auto otherwise_written = client.ask(get("/%761/things/7"));
    EXPECT_EQ(otherwise_written.status, 200U);
    EXPECT_EQ(otherwise_written.headers.at("cache-control"), "no-store");
    EXPECT_EQ(otherwise_written.headers.at("content-security-policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(client.ask(get("/hello")).headers.count("cache-control"), 0U);
}

TEST(server, an_encoded_slash_stays_in_its_segment)
{
    served on;
    raw_client client(on.port());
    EXPECT_EQ(client.ask(get("/v1/things/a%2Fb?q=192.0.2.0%2F24&r=x+y")).body,
              "a/b for 127.0.0.1 q=192.0.2.0/24 r=x y");
    for (const char* none :
         {"/v1/things/a/b", "/v1/things/..", "/v1/things/%2e%2e", "/v1/things/", "//hello", "/hello/"})
        EXPECT_EQ(client.ask(get(none)).status, 404U) << none;
}

TEST(server, a_wrong_method_is_told_the_right_ones)
{
    served on;
    raw_client client(on.port());
    const raw_answer answer = client.ask(post("/hello", "{}"));
    EXPECT_EQ(answer.status, 405U);
    EXPECT_EQ(answer.headers.at("allow"), "GET, HEAD, DELETE");
    EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
}

TEST(server, believes_x_forwarded_for_from_its_own_proxy_only)
{
    const std::string forwarded = get("/v1/things/1", "X-Forwarded-For: 198.51.100.1, 203.0.113.9, 127.0.0.2\r\n");
    served alone;
    EXPECT_EQ(raw_client(alone.port()).ask(forwarded).body, "1 for 127.0.0.1");

    http::server_options options;
    options.trusted_proxies = {"127.0.0.0/8"};
    served behind(options);
    EXPECT_EQ(raw_client(behind.port()).ask(forwarded).body, "1 for 203.0.113.9");
}

TEST(server, what_a_handler_throws_is_for_the_log_alone)
{
    served on;
    raw_client client(on.port());
    const raw_answer answer = client.ask(get("/throw", "X-Request-Id: seen\r\n"));
    EXPECT_EQ(answer.status, 500U);
    EXPECT_THAT(answer.body, testing::AllOf(HasSubstr("request seen"), Not(HasSubstr("swordfish"))));
    EXPECT_THAT(on.failures(), Contains("the password is swordfish"));
    EXPECT_EQ(client.ask(get("/hello")).status, 200U);
}

TEST(server, a_handler_that_hangs_is_a_504_and_is_cancelled)
{
    http::server_options options;
    options.limits.handler_deadline = milliseconds(50);
    options.limits.requests = 1;
    served on(options);
    raw_client client(on.port());
    EXPECT_EQ(client.ask(get("/wait")).status, 504U);
    // its place among the requests is free again only if the cancellation reached it
    EXPECT_EQ(client.ask(get("/hello")).status, 200U);
}

TEST(server, too_many_requests_at_a_time_are_turned_away_for_now)
{
    http::server_options options;
    options.limits.requests = 2;
    served on(options);
    raw_client first(on.port());
    raw_client second(on.port());
    first.send(get("/wait"));
    second.send(get("/wait"));
    on.await_waiting(2);
    raw_client third(on.port());
    const raw_answer refused = third.ask(get("/hello"));
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.headers.at("retry-after"), "1");
    on.release();
    EXPECT_EQ(first.read().body, "released");
    EXPECT_EQ(second.read().body, "released");
    EXPECT_EQ(third.ask(get("/hello")).status, 200U);
}

TEST(server, a_hundred_clients_at_once)
{
    http::server_options options;
    options.limits.connections_per_address = 100;
    served on(options);
    std::vector<std::unique_ptr<raw_client>> clients;
    for (int i = 0; i < 100; ++i) {
        clients.push_back(std::make_unique<raw_client>(on.port()));
        clients.back()->send(get("/wait"));
    }
    on.await_waiting(100);
    on.release();
    for (const auto& client : clients) EXPECT_EQ(client->read().body, "released");
    for (const auto& client : clients) client->send(post("/echo", std::string(10'000, 'x')));
    for (const auto& client : clients) EXPECT_EQ(client->read().body.size(), 10'000U);
}

TEST(server, connections_past_the_limit_are_turned_away)
{
    for (const bool per_address : {true, false}) {
        http::server_options options;
        (per_address ? options.limits.connections_per_address : options.limits.connections) = 2;
        served on(options);
        raw_client first(on.port());
        auto second = std::make_unique<raw_client>(on.port());
        EXPECT_EQ(first.ask(get("/hello")).status, 200U);
        EXPECT_EQ(second->ask(get("/hello")).status, 200U);
        raw_client third(on.port());
        EXPECT_THAT(third.read_to_end(), testing::StartsWith("HTTP/1.1 503 "));
        EXPECT_THAT(on.drops(1), Contains(http::drop_reason::too_many));
    }
}

TEST(server, stop_lets_requests_under_way_finish)
{
    served on;
    raw_client idle(on.port());
    EXPECT_EQ(idle.ask(get("/hello")).status, 200U);
    raw_client busy(on.port());
    busy.send(get("/wait"));
    on.await_waiting(1);
    std::thread stopping([&] { on.stop(std::chrono::seconds(20)); });
    EXPECT_EQ(idle.read_to_end(), "");  // closed at once
    EXPECT_THROW(raw_client(on.port()), std::runtime_error);
    on.release();
    const raw_answer answer = busy.read();
    EXPECT_EQ(answer.body, "released");
    EXPECT_EQ(answer.headers.at("connection"), "close");
    busy.end();
    stopping.join();
    EXPECT_TRUE(on.drops().empty());
}

TEST(server, stop_cuts_what_does_not_finish_within_the_bound)
{
    served on;
    raw_client busy(on.port());
    busy.send(get("/wait"));
    on.await_waiting(1);
    on.stop(milliseconds(20));
    EXPECT_EQ(busy.read_to_end(), "");
    EXPECT_THAT(on.drops(1), Contains(http::drop_reason::cut_at_stop));
}

TEST(server, starts_and_stops_twice)
{
    served on;
    on.on_its_thread([](http::server& s) { EXPECT_TRUE(s.start()); });
    EXPECT_EQ(raw_client(on.port()).ask(get("/hello")).status, 200U);
    on.stop(std::chrono::seconds(5));
    on.stop(std::chrono::seconds(5));
    on.on_its_thread([](http::server& s) { EXPECT_TRUE(s.start()); });
    EXPECT_EQ(raw_client(on.port()).ask(get("/hello")).status, 200U);
}

TEST(server, says_what_is_wrong_with_its_options)
{
    served on;
    http::server_options taken;
    taken.listen = {boost::asio::ip::address_v4::loopback(), on.port()};
    try {
        served second(taken);
        ADD_FAILURE() << "two servers on one port";
    } catch (const std::runtime_error& e) {
        EXPECT_THAT(e.what(), testing::AllOf(HasSubstr("127.0.0.1:"), HasSubstr("in use")));
    }
    http::server_options proxies;
    proxies.trusted_proxies = {"proxy.example"};
    EXPECT_THROW(served{proxies}, std::runtime_error);
}

}  // namespace
