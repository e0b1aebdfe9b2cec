// From the outbox to the receiver over a real store: whose event it is, what is kept back, and a restart in the middle.
#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <filesystem>
#include <notify/signature.hpp>
#include <store/accounts/account_table.hpp>
#include <store/engine/sql.hpp>
#include <store/notices/outbox.hpp>
#include <store/notices/sql_notification_store.hpp>
#include <store/notices/webhook_table.hpp>
#include <support/await.hpp>

#include "services/services_world.hpp"

namespace offlist {
namespace {

using namespace std::chrono_literals;
using test::await;

class sql_notifications : public testing::Test {
public:
    sql_notifications()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "offlist-hooks-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        open();
        one = account("One");
        two = account("Two");
        web.answer = outbound::http_answer{.status = 200};
    }
    ~sql_notifications() override
    {
        db.reset();
        std::filesystem::remove_all(folder);
    }

protected:
    void open()
    {
        db.reset();
        store::database_options o;
        o.url = "sqlite:" + (folder / "s.db").string();
        db = store::database::open(o).value();
        notices = std::make_unique<store::sql_notification_store>(*db);
    }
    template <class Work>
    auto write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        auto held = [&work](soci::session& s) -> parsed<result> { return {boost::system::in_place_value, work(s)}; };
        return db->write_now(held).value();
    }
    store::actor by() const { return {.who = {.role = role::admin, .name = "test"}, .reason = "", .at = day_one}; }
    std::int64_t account(const std::string& name)
    {
        return write([&](soci::session& s) { return store::account_table::create(s, name, "a@example.org", by()).id; });
    }
    std::int64_t hook(std::optional<std::int64_t> of, const std::string& url, std::vector<std::string> events)
    {
        const store::webhook_order order{
            .account = of, .url = url, .events = std::move(events), .secret = notify::make_secret()};
        return std::get<store::webhook_record>(
                   write([&](soci::session& s) { return store::webhook_table::add(s, order, 10, by()); }))
            .id;
    }
    void tell(const std::string& kind, std::optional<std::int64_t> of, const std::string& what)
    {
        notify::event e;
        e.kind = kind;
        e.account = of;
        e.object = what;
        e.payload = R"({"what":")" + what + R"("})";
        e.at = day_one;
        write([&](soci::session& s) { return store::add_event(s, e); });
    }
    // Rounds until nothing more is begun.
    void play()
    {
        notify::dispatcher c(*notices, web, time, {},
                             {.start =
                                  [this](boost::asio::awaitable<void> request) {
                                      boost::asio::co_spawn(io, std::move(request), boost::asio::detached);
                                  },
                              .told = [](const auto&, const auto&, const auto&) {},
                              .ended = [] {}});
        for (int begun = 1; begun > 0;) {
            auto round = c.round();
            begun = await(io, std::move(round)).value();
            const auto bound = std::chrono::steady_clock::now() + test::await_bound;
            io.restart();
            while (c.under_way() > 0 && std::chrono::steady_clock::now() < bound) io.run_one_until(bound);
            ASSERT_EQ(c.under_way(), 0U);
        }
    }
    std::vector<std::string> sent()
    {
        std::vector<std::string> all;
        for (const outbound::http_request& r : web.sent) {
            const auto from = r.body.find(R"("what":")") + 8;
            all.push_back(r.url + ' ' + r.body.substr(from, r.body.find('"', from) - from));
        }
        web.sent.clear();
        return all;
    }
    std::int64_t count(const std::string& what)
    {
        return write([&](soci::session& s) {
            return store::sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM " + what).value();
        });
    }

    std::filesystem::path folder;
    boost::asio::io_context io{1};
    hand_clock time;
    fake_web web;
    std::unique_ptr<store::database> db;
    std::unique_ptr<store::sql_notification_store> notices;
    std::int64_t one = 0;
    std::int64_t two = 0;
};

TEST_F(sql_notifications, tell_each_account_its_own_and_staff_everything)
{
    tell("listing.opened", one, "before there was a webhook");
    hook(one, "https://one.example/", {"listing.opened", "delisting.succeeded"});
    hook(two, "https://two.example/", {"listing.opened"});
    hook(std::nullopt, "https://staff.example/", {"listing.opened", "blocklist.unhealthy"});
    tell("listing.opened", one, "a");
    tell("listing.opened", two, "b");
    tell("listing.closed", one, "nobody asked for it");
    tell("delisting.succeeded", one, "c");
    tell("blocklist.unhealthy", std::nullopt, "d");
    tell("payment.settled", one, "no webhook can ask for it");
    play();
    EXPECT_THAT(sent(), testing::UnorderedElementsAre("https://one.example/ a", "https://one.example/ c",
                                                      "https://two.example/ b", "https://staff.example/ a",
                                                      "https://staff.example/ b", "https://staff.example/ d"));
    EXPECT_EQ(count("outbox WHERE delivered_at IS NULL"), 0);
    play();
    EXPECT_THAT(sent(), testing::IsEmpty());
}

TEST_F(sql_notifications, lose_nothing_and_double_nothing_over_a_restart)
{
    hook(one, "https://one.example/", {"listing.opened"});
    tell("listing.opened", one, "a");
    tell("listing.opened", one, "b");
    ASSERT_EQ(await(io, notices->hand_on(day_one, 100)).value(), 2);
    EXPECT_EQ(count("notification"), 2);
    // A crash between handing on and marking: the outbox is handed on again, and nobody has two.
    write([](soci::session& s) { return store::sql::run(s, "UPDATE outbox SET delivered_at = NULL"); });
    open();
    ASSERT_EQ(await(io, notices->hand_on(day_one, 100)).value(), 2);
    EXPECT_EQ(count("notification"), 2);
    // A crash while one is under way: nothing was written, so it goes again, by the same id.
    web.answer = outbound::transfer_failure{.why = outbound::failed_by::cancelled};
    notify::dispatcher cut(*notices, web, time, {},
                           {.start =
                                [this](boost::asio::awaitable<void> request) {
                                    boost::asio::co_spawn(io, std::move(request), boost::asio::detached);
                                },
                            .told = [](const auto&, const auto&, const auto&) {},
                            .ended = [] {}});
    auto round = cut.round();
    EXPECT_EQ(await(io, std::move(round)).value(), 1);
    io.restart();
    io.poll();
    ASSERT_EQ(web.sent.size(), 1U);
    const auto id_of = [](const outbound::http_request& r) { return r.headers.at(1).second; };
    const std::string first = id_of(web.sent[0]);
    web.sent.clear();
    open();
    web.answer = outbound::http_answer{.status = 200};
    play();
    ASSERT_EQ(web.sent.size(), 2U);
    EXPECT_EQ(id_of(web.sent[0]), first);
    EXPECT_THAT(sent(), testing::ElementsAre("https://one.example/ a", "https://one.example/ b"));
}

TEST_F(sql_notifications, come_back_to_a_receiver_until_it_takes)
{
    hook(one, "https://one.example/", {"listing.opened"});
    tell("listing.opened", one, "a");
    web.answer = outbound::http_answer{.status = 500};
    play();
    EXPECT_EQ(sent().size(), 1U);
    time.passed = 4s;
    play();
    EXPECT_EQ(sent().size(), 0U) << "it rests";
    time.passed = 7s;
    play();
    EXPECT_EQ(sent().size(), 1U);
    web.answer = outbound::http_answer{.status = 200};
    time.passed = 7s + 6min;
    play();
    EXPECT_EQ(sent().size(), 1U);
    EXPECT_EQ(count("notification WHERE fate = 'taken' AND tries = 2"), 1);
}

TEST_F(sql_notifications, give_a_receiver_up_after_days_and_switch_it_off_and_a_test_switches_it_on)
{
    const auto id = hook(one, "https://one.example/", {"listing.opened"});
    web.answer = outbound::http_answer{.status = 503};
    tell("listing.opened", one, "a");
    for (int hours = 0; hours < 24 * 5; ++hours) {
        time.passed = std::chrono::hours(hours);
        play();
    }
    EXPECT_EQ(sent().size(), 10U);
    EXPECT_EQ(count("notification WHERE fate = 'given_up'"), 1);
    EXPECT_EQ(count("webhook WHERE off_at IS NULL"), 1);
    time.passed = 24h * 5;
    tell("listing.opened", one, "b");
    play();
    EXPECT_EQ(count("webhook WHERE off_at IS NOT NULL AND off_why <> ''"), 1);
    web.answer = outbound::http_answer{.status = 200};
    tell("listing.opened", one, "c");
    time.passed = 24h * 6;
    play();
    EXPECT_THAT(sent(), testing::ElementsAre("https://one.example/ b")) << "nothing goes to one that is off";
    write([&](soci::session& s) { return store::tell_of_test(s, id, one, time.now_seconds()); });
    play();
    EXPECT_EQ(web.sent.size(), 1U);
    EXPECT_THAT(web.sent.at(0).body, testing::HasSubstr(R"("type":"webhook.test")"));
    EXPECT_EQ(count("webhook WHERE off_at IS NULL"), 1);
}

}  // namespace
}  // namespace offlist
