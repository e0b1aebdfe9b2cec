// Requests that somebody on the way might read otherwise, and clients that take their time: refused, and cut off.
#include <gmock/gmock.h>
#include <poll.h>

#include <http/raw_client.hpp>
#include <http/served.hpp>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace offlist;
using namespace offlist::test;
using std::chrono::milliseconds;
using testing::Contains;
using testing::HasSubstr;

struct hostile {
    std::string name;
    std::string octets;
    unsigned status = 400;
};

const std::string host = "Host: x\r\n";  // what every request of HTTP/1.1 has
const std::string chunked = "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
// what a smuggler wants to see answered
const std::string smuggled = "GET /v1/things/smuggled HTTP/1.1\r\n" + host + "\r\n";

std::string with(const std::string& fields, const std::string& body = {})
{
    return "POST /echo HTTP/1.1\r\n" + host + fields + "\r\n" + body;
}

std::string path(const std::string& text)
{
    return "GET " + text + " HTTP/1.1\r\n" + host + "\r\n";
}

std::vector<hostile> table()
{
    const std::string nul("\0", 1);
    return {
        {"length and coding", with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"coding and length", with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")},
        {"two lengths", with("Content-Length: 4\r\nContent-Length: 5\r\n", "abcde")},
        {"two equal lengths", with("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd")},
        {"a list of lengths", with("Content-Length: 4, 4\r\n", "abcd")},
        {"a signed length", with("Content-Length: +4\r\n", "abcd")},
        {"a negative length", with("Content-Length: -4\r\n", "abcd")},
        {"a hexadecimal length", with("Content-Length: 0x4\r\n", "abcd")},
        {"an empty length", with("Content-Length: \r\n")},
        {"a length past 64 bits", with("Content-Length: 99999999999999999999999\r\n")},
        {"another coding first", with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        {"chunked not last", with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 501},
        {"an unknown coding", with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        {"two codings", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"a space before the colon", with("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
        {"a vertical tab before the coding", with("Transfer-Encoding: \x0b"
                                                  "chunked\r\n",
                                                  "0\r\n\r\n")},
        {"a folded field", with("X-A: b\r\n Transfer-Encoding: chunked\r\n")},
        {"a field that starts with a tab", with("\tContent-Length: 4\r\n")},
        {"a field without a colon", with("Content-Length 4\r\n")},
        {"a field without a name", with(": 4\r\n")},
        {"LF alone", "GET /hello HTTP/1.1\nHost: x\n\n"},
        {"LF alone after a field", "GET /hello HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n"},
        {"CR alone in a field", with("X-A: b\rContent-Length: 4\r\n")},
        {"NUL in a field", with("X-A: b" + nul + "\r\n")},
        {"a coding in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"no Host", "GET /hello HTTP/1.1\r\n\r\n"},
        {"two Hosts", "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"},
        {"two tokens", "GET /hello HTTP/1.1\r\nHost: x\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n"},
        {"a chunk extension", chunked + "3;a=b\r\nabc\r\n0\r\n\r\n"},
        {"an extension of the last chunk", chunked + "3\r\nabc\r\n0;a\r\n\r\n"},
        {"a chunk's size past 64 bits", chunked + "10000000000000000\r\nabc\r\n0\r\n\r\n"},
        {"a chunk's size with a sign", chunked + "-1\r\nabc\r\n0\r\n\r\n"},
        {"a chunk's size with 0x", chunked + "0x3\r\nabc\r\n0\r\n\r\n"},
        {"a chunk with LF alone", chunked + "3\nabc\r\n0\r\n\r\n"},
        {"a chunk longer than its size", chunked + "3\r\nabcd\r\n0\r\n\r\n"},
        {"an endless chunk head", chunked + std::string(20'000, '1')},
        {"a length behind the chunks", chunked + "0\r\nContent-Length: 5\r\n\r\n"},
        {"no version", "GET /hello\r\n" + host + "\r\n"},
        {"two spaces", "GET  /hello HTTP/1.1\r\n" + host + "\r\n"},
        {"a tab for a space", "GET\t/hello HTTP/1.1\r\n" + host + "\r\n"},
        {"a later version", "GET /hello HTTP/1.2\r\n" + host + "\r\n", 505},
        {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"TLS to a plain port", std::string("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\n", 12)},
        {"an unknown method", "BREW /hello HTTP/1.1\r\n" + host + "\r\n", 501},
        {"CONNECT", "CONNECT example.org:443 HTTP/1.1\r\n" + host + "\r\n", 501},
        {"TRACE", "TRACE /hello HTTP/1.1\r\n" + host + "\r\n", 501},
        {"a path without a slash", path("hello")},
        {"another scheme", path("ftp://x/hello")},
        {"half a percent-encoding", path("/v1/things/%4")},
        {"no hexadecimal digits", path("/v1/things/%zz")},
        {"an encoded NUL", path("/v1/things/%00")},
        {"an encoded line end", path("/v1/things/a%0d%0ab")},
        {"an encoded octet that is not UTF-8", path("/v1/things/%ff")},
        {"an overlong slash", path("/v1/things/..%c0%af")},
        {"octets past ASCII", path("/v1/things/\xc3\xa4")},
        {"a fragment", path("/v1/things/1#x")},
        {"a broken query", path("/v1/things/1?a=%")},
        {"NUL in a query", path("/v1/things/1?a=%00")},
        {"an expectation", with("Expect: tea\r\nContent-Length: 1\r\n", "a"), 417},
        {"a body too large", with("Content-Length: 2000000\r\n"), 413},
        {"chunks too large", chunked + "1E8480\r\n", 413},
        {"a path too large", path("/" + std::string(20'000, 'a')), 431},
        {"fields without end", with("X-A: " + std::string(20'000, 'a') + "\r\n"), 431},
    };
}

TEST(hostile, requests_are_refused_and_the_connection_is_closed)
{
    served on;
    for (const hostile& one : table()) {
        raw_client client(on.port());
        client.send(one.octets + smuggled);
        const raw_answer answer = client.read();
        EXPECT_EQ(answer.status, one.status) << one.name << ": " << answer.body;
        EXPECT_THAT(answer.headers, Contains(testing::Pair("connection", "close"))) << one.name;
        EXPECT_EQ(client.read_to_end(), "") << one.name;
    }
    for (const heard_request& r : on.requests()) EXPECT_THAT(r.path, testing::Not(HasSubstr("smuggled")));
    EXPECT_EQ(raw_client(on.port()).ask(get("/hello")).status, 200U);
}

TEST(hostile, every_octet_of_a_request_may_come_alone_or_not_at_all)
{
    const std::string whole = post("/echo?a=%20", "body");
    served on;
    raw_client slow(on.port());
    for (const char c : whole) slow.send({&c, 1});
    EXPECT_EQ(slow.read().body, "body");
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        raw_client client(on.port());
        client.send(whole.substr(0, cut));
        client.end();
        EXPECT_EQ(client.read_to_end(), "") << cut;
    }
}

TEST(hostile, many_fields_and_many_parameters_are_refused)
{
    std::string fields;
    for (int i = 0; i < 101; ++i) fields += "X-" + std::to_string(i) + ": a\r\n";
    std::string query = "?a";
    for (int i = 0; i < 65; ++i) query += "&a" + std::to_string(i);
    served on;
    EXPECT_EQ(raw_client(on.port()).ask(get("/hello", fields)).status, 400U);
    EXPECT_EQ(raw_client(on.port()).ask(get("/hello" + query)).status, 400U);
}

TEST(hostile, a_body_too_large_is_refused_before_it_is_sent)
{
    served on;
    raw_client client(on.port());
    client.send("POST /echo HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n");
    EXPECT_EQ(client.read().status, 413U);
}

TEST(hostile, the_refusal_reaches_a_client_that_is_still_sending)
{
    served on;
    raw_client client(on.port());
    client.send(with("Content-Length: 2000000\r\n"));
    client.send(std::string(2'000'000, 'x'));
    EXPECT_EQ(client.read().status, 413U);
}

TEST(hostile, bodies_together_are_bounded)
{
    http::server_options options;
    options.limits.all_bodies_octets = 1000;
    served on(options);
    raw_client first(on.port());
    first.send("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 900\r\n\r\n" + std::string(800, 'x'));
    raw_client second(on.port());
    // until the first one's octets are there; a body of which nothing has come takes no room
    unsigned status = 200;
    for (int i = 0; i < 1000 && status == 200; ++i) status = second.ask(post("/echo", std::string(300, 'x'))).status;
    EXPECT_EQ(status, 503U);
    first.send(std::string(100, 'x'));
    EXPECT_EQ(first.read().status, 200U);
    EXPECT_EQ(raw_client(on.port()).ask(post("/echo", std::string(300, 'x'))).status, 200U);
}

TEST(slow_client, an_idle_connection_is_closed_without_a_word)
{
    served on(short_deadlines());
    raw_client client(on.port());
    EXPECT_EQ(client.ask(get("/hello")).status, 200U);
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(on.drops().empty());
}

TEST(slow_client, a_head_that_does_not_end_is_cut_off)
{
    http::server_options options = short_deadlines();
    options.limits.idle_deadline = std::chrono::seconds(60);
    served on(options);
    raw_client client(on.port());
    client.send("GET /hello HTTP/1.1\r\n");
    EXPECT_EQ(client.read().status, 408U);
    EXPECT_THAT(on.drops(1), Contains(http::drop_reason::slow));
}

TEST(slow_client, octets_that_trickle_in_win_no_time)
{
    constexpr int pause_ms = 10;  // a tenth of the deadline: each octet would renew it, if octets did
    served on(short_deadlines());
    raw_client client(on.port());
    client.send("GET /hello HTTP/1.1\r\nX-Slow: ");
    pollfd answer{client.descriptor(), POLLIN, 0};
    int sent = 0;
    while (::poll(&answer, 1, pause_ms) == 0 && sent < 2000 && client.send("a")) ++sent;
    EXPECT_LT(sent, 2000);
    EXPECT_EQ(client.read().status, 408U);
}

TEST(slow_client, a_body_that_does_not_end_is_cut_off)
{
    served on(short_deadlines());
    raw_client client(on.port());
    client.send("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 10\r\n\r\nabc");
    EXPECT_EQ(client.read().status, 408U);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(slow_client, who_does_not_read_is_cut_off)
{
    http::server_options options = short_deadlines();
    options.limits.handler_deadline = std::chrono::seconds(20);
    served on(options);
    raw_client client(on.port());
    // more than the buffers of both sides hold; nothing is read until the server has given up
    for (int i = 0; i < 60; ++i) client.send(get("/large"));
    EXPECT_THAT(on.drops(1), Contains(http::drop_reason::slow));
}

}  // namespace
