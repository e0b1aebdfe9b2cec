// One client against the others: whatever it does, they are answered while it still does it.
#include <gmock/gmock.h>

#include <algorithm>
#include <http/raw_client.hpp>
#include <http/served.hpp>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace offlist;
using namespace offlist::test;
using boost::asio::awaitable;
using std::chrono::milliseconds;
using testing::Contains;
using testing::HasSubstr;

constexpr const char* attacker = "127.0.0.2";
constexpr const char* neighbour = "127.0.0.3";
constexpr std::size_t kib = 1024;

const std::string chunked_head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string announcing(const std::string& path, std::size_t octets)
{
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(octets) + "\r\n\r\n";
}

using crowd = std::vector<std::unique_ptr<raw_client>>;

crowd many(const served& on, int number, const std::string& octets, const char* from = attacker)
{
    crowd all;
    for (int i = 0; i < number; ++i) {
        all.push_back(std::make_unique<raw_client>(on.port(), from));
        all.back()->send(octets);
    }
    return all;
}

/// Passed over by the gate unless it says `let me in`; strangers come by another route, and /strict is for those alone
/// whose body is small.
std::vector<http::route> gated(bool* handled)
{
    const http::handler echo = [handled](http::request& r) -> awaitable<http::response> {
        *handled = true;
        co_return http::response{200, "text/plain", r.body, {}};
    };
    const auto route = [echo](const char* path, bool stranger, std::optional<std::size_t> most) {
        http::gate_keeper gate = [=](http::request& r) -> awaitable<http::passage> {
            http::passage said;
            said.stranger = stranger;
            said.body_octets = most;
            said.handle = echo;
            if (!stranger && r.header("x-token") != "good")
                said.refused = http::problem_response(401, "unauthorized", "This needs a valid token");
            co_return said;
        };
        return http::route{"POST", path, {}, std::move(gate)};
    };
    return {route("/known", false, {}), route("/open", true, {}), route("/strict", true, 100)};
}

TEST(crowd, bodies_that_are_announced_and_do_not_come_take_no_room)
{
    for (const std::string& head : {chunked_head, announcing("/echo", kib * kib)}) {
        served on;
        const crowd held = many(on, 64, head);
        raw_client other(on.port(), neighbour);
        EXPECT_EQ(other.ask(post("/echo", std::string(kib * kib, 'x'))).status, 200U) << head;
        // they were there all the time
        held.back()->send(head == chunked_head ? "1\r\nx\r\n0\r\n\r\n" : std::string(kib * kib, 'x'));
        EXPECT_EQ(held.back()->read().status, 200U) << head;
    }
}

TEST(crowd, what_one_client_has_sent_leaves_room_for_the_others)
{
    http::server_options options;
    options.limits.all_bodies_octets = 100 * kib;
    options.limits.client_bodies_octets = 50 * kib;
    served on(options);
    const crowd held = many(on, 2, announcing("/echo", 41 * kib) + std::string(40 * kib, 'x'));
    // one of the two did not fit
    EXPECT_EQ(on.requests(1).at(0).status, 503U);
    raw_client other(on.port(), neighbour);
    EXPECT_EQ(other.ask(post("/echo", std::string(45 * kib, 'x'))).status, 200U);
}

TEST(crowd, a_body_is_read_only_when_the_gate_has_let_it_in)
{
    bool handled = false;
    served on({}, gated(&handled));
    raw_client client(on.port());
    client.send("POST /known HTTP/1.1\r\nHost: x\r\nX-Token: bad\r\nTransfer-Encoding: chunked\r\n\r\n");
    const raw_answer refused = client.read();
    EXPECT_EQ(refused.status, 401U) << "and nobody waits for the body";
    EXPECT_THAT(refused.headers, Contains(testing::Pair("connection", "close")));
    for (const char* wrong : {"/nothing", "/known"}) {
        raw_client silent(on.port());
        silent.send("PUT " + std::string(wrong) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
        EXPECT_EQ(silent.read().status, std::string(wrong) == "/known" ? 405U : 404U);
    }
    raw_client polite(on.port());
    polite.send("POST /known HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(polite.read().status, 401U) << "before it was told to go on";
    EXPECT_FALSE(handled);
    raw_client good(on.port());
    good.send("POST /known HTTP/1.1\r\nHost: x\r\nX-Token: good\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(good.read().status, 100U);
    EXPECT_EQ(good.ask("hello").body, "hello");
}

TEST(crowd, a_refused_body_that_came_whole_costs_nobody_the_connection)
{
    bool handled = false;
    served on({}, gated(&handled));
    raw_client client(on.port());
    EXPECT_EQ(client.ask(post("/known", "hello")).status, 401U);
    EXPECT_EQ(client.ask(post("/open", "hello")).body, "hello");
}

TEST(crowd, a_gate_may_allow_less_than_the_server)
{
    bool handled = false;
    served on({}, gated(&handled));
    EXPECT_EQ(raw_client(on.port()).ask(post("/strict", std::string(101, 'x'))).status, 413U);
    EXPECT_EQ(raw_client(on.port())
                  .ask("POST /strict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                       std::string(101, 'x') + "\r\n0\r\n\r\n")
                  .status,
              413U);
    EXPECT_FALSE(handled);
    EXPECT_EQ(raw_client(on.port()).ask(post("/strict", std::string(100, 'x'))).status, 200U);
}

TEST(crowd, strangers_and_those_who_are_known_do_not_take_each_others_room)
{
    http::server_options options;
    options.limits.all_bodies_octets = 50 * kib;
    options.limits.all_strangers_octets = 50 * kib;
    options.limits.stranger_octets = 50 * kib;
    const std::string good = "Host: x\r\nX-Token: good\r\nContent-Length: ";
    const auto known = [&](std::size_t says, std::size_t sends) {
        return "POST /known HTTP/1.1\r\n" + good + std::to_string(says) + "\r\n\r\n" + std::string(sends, 'x');
    };
    bool handled = false;
    served on(options, gated(&handled));
    {
        const crowd held = many(on, 2, announcing("/open", 41 * kib) + std::string(40 * kib, 'x'));
        EXPECT_EQ(on.requests(1).at(0).status, 503U);
        EXPECT_EQ(raw_client(on.port(), neighbour).ask(known(45 * kib, 45 * kib)).status, 200U);
    }
    const crowd held = many(on, 2, known(41 * kib, 40 * kib));
    // beside those above, of which the last may be told after its answer was read
    std::size_t told = 3;
    const auto one_was_refused = [&] {
        const auto all = on.requests(told);
        return std::any_of(all.begin(), all.end(),
                           [](const heard_request& r) { return r.path == "/known" && r.status == 503U; });
    };
    while (told < 5 && !one_was_refused()) ++told;
    EXPECT_LT(told, 5U);
    EXPECT_EQ(raw_client(on.port(), neighbour).ask(post("/open", std::string(45 * kib, 'x'))).status, 200U);
}

TEST(crowd, who_falls_silent_in_the_middle_is_not_waited_for)
{
    http::server_options options;  // its deadlines are far beyond what a test waits for
    options.limits.head_deadline = options.limits.body_deadline = std::chrono::minutes(10);
    options.limits.pace = milliseconds(100);
    options.limits.pace_octets = 1000;
    served on(options);
    raw_client body(on.port());
    body.send(announcing("/echo", 100'000) + std::string(5000, 'x'));
    EXPECT_EQ(body.read().status, 408U);
    raw_client head(on.port());
    head.send("GET /hello HTTP/1.1\r\nX-Slow: ");
    EXPECT_EQ(head.read().status, 408U);
}

http::route large(std::size_t octets)
{
    return {"GET", "/pages", [octets](http::request&) -> awaitable<http::response> {
                co_return http::response{200, "application/octet-stream", std::string(octets, 'x'), {}};
            }};
}

http::route small()
{
    return {"GET", "/small", [](http::request&) -> awaitable<http::response> {
                co_return http::response{200, "text/plain", "hi", {}};
            }};
}

TEST(crowd, answers_that_nobody_reads_are_bounded)
{
    constexpr std::size_t mib = kib * kib;
    http::server_options options;
    options.limits.write_deadline = std::chrono::minutes(10);
    options.limits.all_answers_octets = 20 * mib;
    options.limits.client_answers_octets = 10 * mib;
    served on(options, {large(4 * mib), small()});
    // more than the buffers of both sides take: the rest waits in memory
    const crowd held = many(on, 2, get("/pages"));
    EXPECT_THAT(held[0]->read_head(), HasSubstr("200"));
    EXPECT_THAT(held[1]->read_head(), HasSubstr("200"));
    raw_client third(on.port(), attacker);
    const raw_answer refused = third.ask(get("/pages"));
    EXPECT_EQ(refused.status, 503U);
    EXPECT_THAT(refused.headers, Contains(testing::Key("retry-after")));
    EXPECT_EQ(third.ask(get("/small")).body, "hi") << "small answers always have room";
    raw_client other(on.port(), neighbour);
    EXPECT_EQ(other.ask(get("/pages")).body.size(), 4 * mib);
    EXPECT_EQ(other.ask(get("/pages")).body.size(), 4 * mib) << "what was read is gone";
}

TEST(crowd, an_answer_that_nobody_reads_grows_old_and_goes)
{
    http::server_options options;
    options.limits.write_deadline = milliseconds(100);
    options.limits.idle_deadline = std::chrono::minutes(10);
    served on(options, {large(4 * kib * kib)});
    const crowd held = many(on, 1, get("/pages"));
    EXPECT_THAT(on.drops(1), Contains(http::drop_reason::slow));
}

TEST(crowd, an_allocation_that_fails_ends_a_request_and_nothing_else)
{
    const http::route hungry{"GET", "/hungry", [](http::request&) -> awaitable<http::response> {
                                 throw std::bad_alloc();
                                 co_return http::response{};
                             }};
    served on({}, {hungry, small()});
    raw_client client(on.port());
    const raw_answer answer = client.ask(get("/hungry"));
    EXPECT_EQ(answer.status, 503U);
    EXPECT_THAT(answer.headers, Contains(testing::Key("retry-after")));
    EXPECT_EQ(client.ask(get("/small")).body, "hi");
}

TEST(crowd, who_holds_most_connections_makes_room_for_who_has_none)
{
    http::server_options options;
    options.limits.connections = 8;
    options.limits.connections_per_address = 8;
    served on(options);
    const crowd idle = many(on, 4, "");
    const crowd half = many(on, 4, "GET /hello HTTP/1.1\r\n");
    crowd others;
    for (const char* from : {"127.0.1.1", "127.0.1.2", "127.0.1.3"}) {
        others.push_back(std::make_unique<raw_client>(on.port(), from));
        EXPECT_EQ(others.back()->ask(get("/hello")).status, 200U);
    }
    for (const auto& one : others) EXPECT_EQ(one->ask(get("/hello")).status, 200U) << "and none of them gave way";
}

TEST(crowd, requests_under_way_are_not_ended_and_do_not_take_the_reserve)
{
    http::server_options options;
    options.limits.connections = 16;
    options.limits.connections_per_address = 16;
    served on(options);
    const crowd busy = many(on, 16, get("/wait"));
    on.await_waiting(14);
    EXPECT_THAT(busy[14]->read_to_end(), testing::StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(busy[15]->read_to_end(), testing::StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(raw_client(on.port(), neighbour).ask(get("/hello")).status, 200U) << "a probe, or a person";
    on.release();
    for (std::size_t i = 0; i < 14; ++i) EXPECT_EQ(busy[i]->read().body, "released");
}

}  // namespace
