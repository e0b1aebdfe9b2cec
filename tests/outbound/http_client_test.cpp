// What leaves for other machines: that it leaves once, to where it may, and that nothing it could meet goes unbounded.
#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <outbound/http_client.hpp>
#include <support/await.hpp>
#include <support/http_peer.hpp>
#include <support/ports.hpp>
#include <utility>

namespace offlist::test {
namespace {

using namespace outbound;
using testing::HasSubstr;
using testing::Not;
using std::chrono_literals::operator""ms;

class http_clients : public testing::Test {
protected:
    http_result send(http_request what)
    {
        auto asked = client.send(std::move(what));
        return await(context, std::move(asked));
    }
    // The operator's own URL, which may be on loopback.
    static http_request ours(const std::string& url)
    {
        http_request r;
        r.url = url;
        r.special = special_addresses::allow;
        r.timeout = 10'000ms;
        return r;
    }

    boost::asio::io_context context{1};
    http_client client;
};

TEST_F(http_clients, sends_what_it_was_given_and_returns_what_came)
{
    const http_peer peer([](const std::string&) { return http_text(201, "made", "X-Thing: one\r\n"); });
    http_request r = ours(peer.url("/v1/things?x=1"));
    r.method = "POST";
    r.headers = {{"Content-Type", "application/json"}};
    r.secrets = {{"Authorization", "Bearer swordfish"}};
    r.body = R"({"a":1})";
    const auto said = send(r);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->status, 201U);
    EXPECT_EQ(said->body, "made");
    EXPECT_EQ(said->header("x-thing"), "one");
    ASSERT_EQ(peer.requests().size(), 1U);
    const std::string sent = peer.requests()[0];
    EXPECT_THAT(sent, testing::StartsWith("POST /v1/things?x=1 HTTP/1.1\r\n"));
    EXPECT_THAT(sent, HasSubstr("\r\nAuthorization: Bearer swordfish\r\n"));
    EXPECT_THAT(sent, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(sent, testing::EndsWith("\r\n\r\n{\"a\":1}"));
    EXPECT_THAT(sent, Not(HasSubstr("Expect:")));
}

TEST_F(http_clients, an_error_status_is_an_answer)
{
    const http_peer peer([](const std::string&) { return http_text(503, "later"); });
    const auto said = send(ours(peer.url()));
    ASSERT_TRUE(said);
    EXPECT_EQ(said->status, 503U);
}

TEST_F(http_clients, special_addresses_are_refused_by_what_is_connected_to)
{
    const http_peer peer([](const std::string&) { return http_text(200); });
    const std::string at = std::to_string(peer.port());
    // By number, by a name (the check is of the address and not of the text), and in the texts that inet_aton() reads.
    for (const std::string host : {"127.0.0.1", "localhost", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "[::1]"}) {
        http_request r;
        r.url = "http://" + host + ":" + at + "/";
        const auto said = send(r);
        ASSERT_FALSE(said) << host;
        EXPECT_EQ(said.error().why, failed_by::refused_address) << host << ": " << said.error().what;
        EXPECT_FALSE(said.error().may_have_arrived);
    }
    EXPECT_TRUE(peer.requests().empty());
}

TEST_F(http_clients, a_redirect_is_followed_only_when_asked_for)
{
    const http_peer peer([](const std::string& request) {
        return request.starts_with("GET /there ") ? http_text(200, "here") : http_text(302, "", "Location: /there\r\n");
    });
    auto r = ours(peer.url());
    EXPECT_EQ(send(r)->status, 302U);
    r.redirects = 1;
    const auto said = send(r);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->body, "here");
}

TEST_F(http_clients, redirects_are_bounded_and_never_leave_http)
{
    const http_peer round([](const std::string&) { return http_text(302, "", "Location: /again\r\n"); });
    auto r = ours(round.url());
    r.redirects = 3;
    const auto endless = send(r);
    ASSERT_FALSE(endless);
    EXPECT_EQ(endless.error().why, failed_by::too_many_hops);
    EXPECT_TRUE(endless.error().may_have_arrived);
    EXPECT_EQ(round.requests().size(), 4U);

    for (const std::string where : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:1/_x"}) {
        const http_peer away([&](const std::string&) { return http_text(302, "", "Location: " + where + "\r\n"); });
        auto once = ours(away.url());
        once.redirects = 3;
        const auto said = send(once);
        ASSERT_FALSE(said) << where;
        EXPECT_EQ(said.error().why, failed_by::too_many_hops) << where;
    }
}

TEST_F(http_clients, secrets_and_redirects_exclude_each_other)
{
    const http_peer peer([](const std::string&) { return http_text(200); });
    auto r = ours(peer.url());
    r.secrets = {{"X-Key", "swordfish"}};
    r.redirects = 1;
    const auto said = send(r);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().why, failed_by::wrong_request);
    EXPECT_TRUE(peer.requests().empty());
}

TEST_F(http_clients, an_answer_longer_than_allowed_is_a_failure)
{
    const http_peer peer([](const std::string&) { return http_text(200, std::string(1001, 'x')); });
    auto r = ours(peer.url());
    r.most_octets = 1001;
    EXPECT_TRUE(send(r));
    r.most_octets = 1000;
    const auto said = send(r);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().why, failed_by::too_large);
    EXPECT_TRUE(said.error().may_have_arrived);
}

TEST_F(http_clients, an_endless_head_is_a_failure)
{
    const http_peer peer([](const std::string&) {
        std::string lines;
        for (int i = 0; i < 2000; ++i) lines += "X-Line: " + std::string(60, 'x') + "\r\n";
        return http_text(200, "", lines);
    });
    const auto said = send(ours(peer.url()));
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().why, failed_by::too_large);
}

TEST_F(http_clients, silence_ends_with_the_timeout_and_may_have_arrived)
{
    const http_peer peer([](const std::string&) { return std::nullopt; });
    auto r = ours(peer.url());
    r.timeout = 100ms;
    const auto said = send(r);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().why, failed_by::timeout);
    EXPECT_TRUE(said.error().may_have_arrived);
}

TEST_F(http_clients, a_connection_that_breaks_is_not_tried_again)
{
    const http_peer peer(
        [](const std::string&) { return std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal"); });
    auto r = ours(peer.url());
    r.method = "POST";
    r.body = "once";
    const auto said = send(r);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().why, failed_by::broken);
    EXPECT_TRUE(said.error().may_have_arrived);
    EXPECT_EQ(peer.requests().size(), 1U);
}

TEST_F(http_clients, a_closed_port_has_certainly_got_nothing)
{
    const auto nobody = dead_endpoint();
    const auto said = send(ours("http://127.0.0.1:" + std::to_string(nobody.port()) + "/"));
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().why, failed_by::no_connection);
    EXPECT_FALSE(said.error().may_have_arrived);
}

TEST_F(http_clients, what_no_request_can_be_is_never_sent)
{
    const http_peer peer([](const std::string&) { return http_text(200); });
    std::vector<http_request> wrong;
    for (const std::string url : {"", "file:///etc/passwd", "ftp://127.0.0.1/", "http://", "http://user:key@127.0.0.1/",
                                  "mailto:x@example.org", "http://exa mple.org/"})
        wrong.push_back(ours(url));
    auto line_break = ours(peer.url());
    line_break.headers = {{"X-Note", "a\r\nX-Other: b"}};
    wrong.push_back(line_break);
    auto name = ours(peer.url());
    name.headers = {{"X Note", "a"}};
    wrong.push_back(name);
    auto method = ours(peer.url());
    method.method = "GET /other";
    wrong.push_back(method);
    for (const http_request& r : wrong) {
        const auto said = send(r);
        ASSERT_FALSE(said) << r.url;
        EXPECT_EQ(said.error().why, failed_by::wrong_request) << r.url;
    }
    EXPECT_TRUE(peer.requests().empty());
}

TEST_F(http_clients, failures_hold_no_secrets)
{
    const http_peer peer([](const std::string&) { return std::string("no http"); });
    auto r = ours(peer.url("/swordfish?key=swordfish"));
    r.secrets = {{"Authorization", "swordfish"}};
    r.body = "swordfish";
    const auto said = send(r);
    ASSERT_FALSE(said);
    EXPECT_THAT(said.error().what, HasSubstr("127.0.0.1"));
    EXPECT_THAT(said.error().what, Not(HasSubstr("swordfish")));
    r.url = "ftp://swordfish/";
    EXPECT_THAT(send(r).error().what, Not(HasSubstr("swordfish")));
}

TEST_F(http_clients, many_at_once_all_come_back)
{
    const http_peer peer([](const std::string& request) { return http_text(200, request.substr(4, 5)); });
    std::vector<boost::asio::awaitable<http_result>> all;
    for (int i = 1000; i < 1150; ++i) all.push_back(client.send(ours(peer.url("/" + std::to_string(i)))));
    const auto said = await_all(context, std::move(all));
    for (std::size_t i = 0; i < said.size(); ++i) {
        ASSERT_TRUE(said[i]) << said[i].error().what;
        EXPECT_EQ(said[i]->body, "/" + std::to_string(1000 + i));
    }
}

TEST_F(http_clients, cancelling_ends_one_at_once)
{
    const http_peer peer([](const std::string&) { return std::nullopt; });
    boost::asio::cancellation_signal signal;
    bool ended = false;
    boost::asio::co_spawn(
        context, client.send(ours(peer.url())),
        boost::asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& failed, const http_result& r) {
            ended = true;
            EXPECT_TRUE(failed || (!r && r.error().why == failed_by::cancelled));
        }));
    context.poll();  // begins
    ASSERT_TRUE(peer.await_requests(1));
    signal.emit(boost::asio::cancellation_type::terminal);
    context.restart();
    context.run_for(await_bound);
    EXPECT_TRUE(ended);
}

TEST_F(http_clients, stopping_ends_all_that_is_under_way_and_all_that_comes_later)
{
    const http_peer peer([](const std::string&) { return std::nullopt; });
    int cancelled = 0;
    const auto count = [&](const std::exception_ptr&, const http_result& r) {
        if (!r && r.error().why == failed_by::cancelled) ++cancelled;
    };
    for (int i = 0; i < 3; ++i) boost::asio::co_spawn(context, client.send(ours(peer.url())), count);
    context.poll();
    ASSERT_TRUE(peer.await_requests(1));
    client.stop();
    boost::asio::co_spawn(context, client.send(ours(peer.url())), count);
    context.restart();
    context.run_for(await_bound);
    EXPECT_EQ(cancelled, 4);
    client.stop();
}

TEST(form_texts, are_encoded_for_any_octet)
{
    EXPECT_EQ(form_encoded({{"line_items[0][price_data][currency]", "usd"}, {"a", "x y&z=ü"}}),
              "line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=usd&a=x%20y%26z%3D%C3%BC");
}

}  // namespace
}  // namespace offlist::test
