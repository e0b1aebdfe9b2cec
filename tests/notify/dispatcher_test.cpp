// The dispatcher with receivers that answer, fail, hang, redirect and are not there; over real sockets.
#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <notify/dispatcher.hpp>
#include <notify/signature.hpp>
#include <support/await.hpp>
#include <support/http_peer.hpp>
#include <support/ports.hpp>

namespace offlist::test {
namespace {

using namespace notify;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const std::string secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

class stopped_clock final : public clock {
public:
    std::chrono::system_clock::time_point at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return at; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
};

class fake_store final : public notification_store {
public:
    boost::asio::awaitable<parsed<int>> hand_on(std::chrono::sys_seconds, int) override { co_return 0; }
    boost::asio::awaitable<parsed<std::vector<notification>>> due(std::chrono::sys_seconds now, turn from,
                                                                  int most) override
    {
        std::vector<notification> found;
        for (const notification& n : waiting) {
            if (n.due_at > now || n.due_at < from.due_at) continue;
            if (n.due_at == from.due_at && n.webhook <= from.webhook) continue;
            if (found.size() < static_cast<std::size_t>(most)) found.push_back(n);
        }
        boost::system::error_code let_go;
        if (hold != nullptr) co_await hold->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, let_go));
        co_return found;
    }
    boost::asio::awaitable<parsed<void>> record(aftermath what) override
    {
        if (broken) co_return problem{.what = "the disk is full"};
        written.push_back(what);
        std::erase_if(waiting, [&](const notification& n) { return n.id == what.notification; });
        co_return parsed<void>();
    }

    std::vector<notification> waiting;  // by turn and webhook
    std::vector<aftermath> written;
    bool broken = false;
    boost::asio::steady_timer* hold = nullptr;  // what was read is given when it is cancelled
};

// Answers none until it is told to.
class slow_web final : public outbound::http_sender {
public:
    explicit slow_web(boost::asio::io_context& on) : gate(on, boost::asio::steady_timer::time_point::max()) {}
    boost::asio::awaitable<outbound::http_result> send(outbound::http_request what) override
    {
        urls.push_back(what.url);
        boost::system::error_code opened;
        co_await gate.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, opened));
        outbound::http_result answer = outbound::http_answer{.status = 200};
        co_return answer;
    }
    boost::asio::steady_timer gate;
    std::vector<std::string> urls;
};

class dispatchers : public testing::Test {
protected:
    dispatchers() { options.urls = {.http = true, .special = special_addresses::allow}; }

    void wait_for(std::int64_t webhook, const std::string& url)
    {
        notification n;
        n.id = 100 + webhook;
        n.webhook = webhook;
        n.url = url;
        n.secret = secret;
        n.what.id = 7;
        n.what.kind = "listing.opened";
        n.what.payload = R"({"subject":"192.0.2.7"})";
        n.what.at = time.now_seconds();
        n.due_at = time.now_seconds();
        store.waiting.push_back(n);
    }
    dispatcher make(outbound::http_sender& with)
    {
        return {store,
                with,
                time,
                options,
                {.start =
                     [this](boost::asio::awaitable<void> request) {
                         boost::asio::co_spawn(io, std::move(request), boost::asio::detached);
                     },
                 .told = [](const auto&, const auto&, const auto&) {},
                 .ended = [this] { ++ended; }}};
    }
    // One round, and all that it began to its end.
    int play(dispatcher& c)
    {
        auto round = c.round();
        const int begun = await(io, std::move(round)).value();
        finish(c);
        return begun;
    }
    void finish(dispatcher& c)
    {
        const auto bound = std::chrono::steady_clock::now() + await_bound;
        io.restart();
        while (c.under_way() > 0 && std::chrono::steady_clock::now() < bound) io.run_one_until(bound);
        EXPECT_EQ(c.under_way(), 0U);
    }

    boost::asio::io_context io{1};
    stopped_clock time;
    fake_store store;
    outbound::http_client web;
    dispatcher_options options;
    int ended = 0;
};

std::string header(const std::string& request, const std::string& name)
{
    const std::string mark = "\r\n" + name + ": ";
    const auto at = request.find(mark);
    if (at == std::string::npos) return {};
    return request.substr(at + mark.size(), request.find("\r\n", at + 2) - at - mark.size());
}

TEST_F(dispatchers, deliver_a_signed_event_and_write_down_that_it_was_taken)
{
    const http_peer peer([](const std::string&) { return http_text(204); });
    wait_for(1, peer.url("/hooks?key=abc"));
    dispatcher c = make(web);
    EXPECT_EQ(play(c), 1);
    ASSERT_EQ(peer.requests().size(), 1U);
    const std::string sent = peer.requests()[0];
    EXPECT_THAT(sent, testing::StartsWith("POST /hooks?key=abc HTTP/1.1\r\n"));
    EXPECT_EQ(header(sent, "Content-Type"), "application/json");
    EXPECT_EQ(header(sent, "webhook-id"), "evt_7");
    EXPECT_EQ(header(sent, "webhook-timestamp"), "1795478400");
    const std::string body = sent.substr(sent.find("\r\n\r\n") + 4);
    EXPECT_EQ(header(sent, "webhook-signature"), signature(secret, "evt_7", time.now_seconds(), body).value());
    EXPECT_THAT(body, HasSubstr(R"("subject":"192.0.2.7")"));
    ASSERT_EQ(store.written.size(), 1U);
    EXPECT_EQ(store.written[0].what, fate::taken);
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(play(c), 0) << "nothing is due any more";
}

TEST_F(dispatchers, write_down_every_way_to_fail)
{
    const http_peer fails([](const std::string&) { return http_text(500, "swordfish"); });
    const http_peer redirects([](const std::string&) { return http_text(302, "", "Location: /there\r\n"); });
    const http_peer speaks([](const std::string&) { return http_text(200, std::string(100'000, 'x')); });
    const http_peer babbles([](const std::string&) { return std::string("no http"); });
    const http_peer silent([](const std::string&) { return std::nullopt; });
    options.timeout = 300ms;
    wait_for(1, fails.url("/swordfish"));
    wait_for(2, redirects.url("/swordfish"));
    wait_for(3, speaks.url("/swordfish"));
    wait_for(4, babbles.url("/swordfish"));
    wait_for(5, silent.url("/swordfish"));
    wait_for(6, "http://127.0.0.1:" + std::to_string(dead_endpoint().port()) + "/swordfish");
    dispatcher c = make(web);
    EXPECT_EQ(play(c), 6);
    ASSERT_EQ(store.written.size(), 6U);
    std::map<std::int64_t, std::string> said;
    for (const aftermath& a : store.written) {
        EXPECT_EQ(a.what, fate::failed) << a.webhook;
        EXPECT_EQ(a.tries, 1);
        EXPECT_TRUE(a.next_try);
        EXPECT_THAT(a.said, Not(HasSubstr("swordfish")));
        said[a.webhook] = a.said;
    }
    EXPECT_EQ(said[1], "status 500");
    EXPECT_THAT(said[2], HasSubstr("redirect"));
    EXPECT_THAT(said[3], HasSubstr("longer than"));
    EXPECT_THAT(said[5], HasSubstr("imeout"));
    EXPECT_EQ(redirects.requests().size(), 1U) << "followed";
}

TEST_F(dispatchers, never_connect_to_an_address_inside)
{
    const http_peer peer([](const std::string&) { return http_text(200); });
    options.urls = {.http = true, .special = special_addresses::refuse};
    wait_for(1, "http://localhost:" + std::to_string(peer.port()) + "/");
    wait_for(2, peer.url());
    dispatcher c = make(web);
    EXPECT_EQ(play(c), 2);
    ASSERT_EQ(store.written.size(), 2U);
    for (const aftermath& a : store.written) EXPECT_EQ(a.what, fate::failed);
    EXPECT_TRUE(peer.requests().empty());
}

TEST_F(dispatchers, send_nothing_to_a_url_that_is_not_allowed_any_more)
{
    const http_peer peer([](const std::string&) { return http_text(200); });
    options.urls = {};
    wait_for(1, peer.url());
    dispatcher c = make(web);
    EXPECT_EQ(play(c), 1);
    ASSERT_EQ(store.written.size(), 1U);
    EXPECT_EQ(store.written[0].said, "the URL is not https");
    EXPECT_TRUE(peer.requests().empty());
}

TEST_F(dispatchers, let_no_receiver_delay_another)
{
    const http_peer silent([](const std::string&) { return std::nullopt; });
    const http_peer peer([](const std::string&) { return http_text(200); });
    options.timeout = 20s;
    wait_for(1, silent.url());
    wait_for(2, peer.url());
    dispatcher c = make(web);
    auto round = c.round();
    EXPECT_EQ(await(io, std::move(round)).value(), 2);
    const auto bound = std::chrono::steady_clock::now() + 10s;
    io.restart();
    while (store.written.empty() && std::chrono::steady_clock::now() < bound) io.run_one_until(bound);
    ASSERT_EQ(store.written.size(), 1U);
    EXPECT_EQ(store.written[0].webhook, 2);
    EXPECT_EQ(c.under_way(), 1U);
    web.stop();
    finish(c);
    EXPECT_EQ(store.written.size(), 1U) << "what was cut off is not a failure";
    EXPECT_EQ(store.waiting.size(), 1U) << "and is still due";
}

TEST_F(dispatchers, bound_what_is_under_way_in_all_and_to_one_server)
{
    slow_web slow(io);
    options.in_flight = 5;
    options.per_server = 2;
    for (int i = 1; i <= 400; ++i) wait_for(i, "https://same.example/" + std::to_string(i));
    for (int i = 401; i <= 410; ++i) wait_for(i, "https://h" + std::to_string(i) + ".example/");
    dispatcher c = make(slow);
    auto first = c.round();
    EXPECT_EQ(await(io, std::move(first)).value(), 5);
    EXPECT_EQ(c.under_way(), 5U);
    auto second = c.round();
    EXPECT_EQ(await(io, std::move(second)).value(), 0) << "no room, and nobody twice";
    io.restart();
    io.poll();
    EXPECT_THAT(slow.urls,
                testing::ElementsAre("https://same.example/1", "https://same.example/2", "https://h401.example/",
                                     "https://h402.example/", "https://h403.example/"));
    slow.gate.cancel();
    finish(c);
    EXPECT_EQ(store.written.size(), 5U);
    auto third = c.round();
    EXPECT_EQ(await(io, std::move(third)).value(), 5);
    c.stop();
    slow.gate.cancel();
    io.restart();
    io.poll();
    slow.gate.cancel();
    finish(c);
    auto last = c.round();
    EXPECT_EQ(await(io, std::move(last)).value(), 0) << "it was stopped";
}

TEST_F(dispatchers, do_not_send_again_only_because_the_store_is_in_trouble)
{
    const http_peer peer([](const std::string&) { return http_text(200); });
    wait_for(1, peer.url());
    dispatcher c = make(web);
    store.broken = true;
    auto round = c.round();
    EXPECT_EQ(await(io, std::move(round)).value(), 1);
    finish(c);
    auto again = c.round();
    EXPECT_FALSE(await(io, std::move(again))) << "what could not be written comes first";
    EXPECT_EQ(peer.requests().size(), 1U);
    store.broken = false;
    EXPECT_EQ(play(c), 0);
    ASSERT_EQ(store.written.size(), 1U);
    EXPECT_EQ(store.written[0].what, fate::taken);
    EXPECT_EQ(peer.requests().size(), 1U);
}

TEST_F(dispatchers, do_not_send_what_was_read_before_its_outcome_failed_to_be_written)
{
    slow_web slow(io);
    wait_for(1, "https://one.example/");
    dispatcher c = make(slow);
    auto first = c.round();
    EXPECT_EQ(await(io, std::move(first)).value(), 1);
    boost::asio::steady_timer reading(io, boost::asio::steady_timer::time_point::max());
    store.hold = &reading;
    int begun = -1;
    boost::asio::co_spawn(io, c.round(),
                          [&](const std::exception_ptr&, const parsed<int>& done) { begun = done.value(); });
    io.restart();
    io.poll();
    store.broken = true;
    slow.gate.cancel();
    finish(c);
    reading.cancel();
    io.restart();
    io.poll();
    EXPECT_EQ(begun, 0);
    EXPECT_EQ(slow.urls.size(), 1U);
}

TEST_F(dispatchers, may_be_gone_before_a_request_that_was_cut_off)
{
    slow_web slow(io);
    wait_for(1, "https://one.example/");
    auto c = std::make_unique<dispatcher>(make(slow));
    auto round = c->round();
    EXPECT_EQ(await(io, std::move(round)).value(), 1);
    io.restart();
    io.poll();
    EXPECT_EQ(slow.urls.size(), 1U);
    c.reset();  // as at the end of a daemon whose time is up: the request itself goes with `io`, later
}

}  // namespace
}  // namespace offlist::test
