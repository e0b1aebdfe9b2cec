// Webhooks and what is on its way to them, on both databases.
#include <gmock/gmock.h>

#include <store/notices/notification_rows.hpp>
#include <store/notices/outbox.hpp>
#include <store/notices/webhook_table.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using namespace std::chrono_literals;

class webhook_test : public store_fixture {
protected:
    template <class Work>
    auto write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        auto held = [&work](soci::session& s) -> parsed<result> { return {boost::system::in_place_value, work(s)}; };
        return db->write_now(held).value();
    }
    std::int64_t make(std::optional<std::int64_t> account) { return std::get<webhook_record>(add_to(account)).id; }
    std::variant<webhook_record, refused_webhook_order> add_to(std::optional<std::int64_t> account)
    {
        const webhook_order order{.account = account,
                                  .url = "https://example.org/hooks",
                                  .events = {"listing.closed", "listing.opened"},
                                  .secret = "whsec_AAAA"};
        return write([&](soci::session& s) { return webhook_table::add(s, order, 3, staff()); });
    }
    std::int64_t event(std::optional<std::int64_t> account)
    {
        notify::event e;
        e.kind = "listing.opened";
        e.account = account;
        e.object = "lst_1";
        e.payload = "{}";
        e.at = noon;
        return write([&](soci::session& s) { return add_event(s, e); });
    }
    bool notify(std::int64_t webhook, std::int64_t of, std::chrono::sys_seconds at)
    {
        return write([&](soci::session& s) { return add_notification(s, webhook, of, at); });
    }
    std::vector<notify::notification> due(std::chrono::sys_seconds now, int limit = 100,
                                          std::chrono::sys_seconds from = {}, std::int64_t webhook = 0)
    {
        return write([&](soci::session& s) { return due_notifications(s, now, from, webhook, limit); });
    }
    void tried(const notify::aftermath& t)
    {
        write([&](soci::session& s) {
            write_try(s, t);
            return true;
        });
    }
    std::optional<webhook_record> find(std::int64_t id)
    {
        return write([&](soci::session& s) { return webhook_table::find(s, id); });
    }
    static notify::aftermath failed(const notify::notification& d, std::chrono::sys_seconds at,
                                    std::chrono::seconds wait, std::chrono::seconds rest)
    {
        notify::aftermath t;
        t.notification = d.id;
        t.webhook = d.webhook;
        t.at = at;
        t.what = notify::fate::failed;
        t.said = "status 500";
        t.tries = d.tries + 1;
        t.next_try = at + wait;
        t.failures = d.failures + 1;
        t.failing_since = d.failing_since ? d.failing_since : at;
        t.rest_until = at + rest;
        return t;
    }
    static notify::aftermath taken(const notify::notification& d, std::chrono::sys_seconds at)
    {
        notify::aftermath t;
        t.notification = d.id;
        t.webhook = d.webhook;
        t.at = at;
        t.what = notify::fate::taken;
        t.said = "status 200";
        t.tries = d.tries;
        return t;
    }
};
INSTANTIATE_TEST_SUITE_P(both, webhook_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(webhook_test, an_account_has_so_many_and_staff_as_many_beside)
{
    const auto mine = make_account();
    for (int i = 0; i < 3; ++i) make(mine);
    EXPECT_EQ(std::get<refused_webhook_order>(add_to(mine)), refused_webhook_order::too_many);
    EXPECT_EQ(std::get<refused_webhook_order>(add_to(99)), refused_webhook_order::no_account);
    for (int i = 0; i < 3; ++i) make(std::nullopt);
    EXPECT_EQ(std::get<refused_webhook_order>(add_to(std::nullopt)), refused_webhook_order::too_many);
    const auto other = make_account("Other");
    const auto theirs = make(other);

    webhook_table webhooks(*db);
    EXPECT_EQ(test::await(io, webhooks.page(mine, {})).value().items.size(), 3U);
    EXPECT_EQ(test::await(io, webhooks.page(std::nullopt, {})).value().items.size(), 7U);
    const auto page = test::await(io, webhooks.page(mine, {.cursor = {}, .limit = 2})).value();
    EXPECT_EQ(page.items.size(), 2U);
    EXPECT_EQ(test::await(io, webhooks.page(mine, {.cursor = page.next, .limit = 2})).value().items.size(), 1U);
    EXPECT_FALSE(test::await(io, webhooks.remove(theirs, mine, staff())).value()) << "a stranger's";
    EXPECT_TRUE(test::await(io, webhooks.remove(theirs, other, staff())).value());
    EXPECT_FALSE(test::await(io, webhooks.remove(theirs, other, staff())).value());
}

TEST_P(webhook_test, what_was_made_is_what_is_read)
{
    const auto mine = make_account();
    const auto before = event(mine);
    const auto w = find(make(mine)).value();
    EXPECT_EQ(w.account, mine);
    EXPECT_EQ(w.url, "https://example.org/hooks");
    EXPECT_EQ(w.events, (std::vector<std::string>{"listing.closed", "listing.opened"}));
    EXPECT_EQ(w.secret, "whsec_AAAA");
    EXPECT_EQ(w.after_event, before);
    EXPECT_EQ(w.created_at, noon);
    EXPECT_FALSE(w.off_at || w.failing_since || w.last_try_at);
}

TEST_P(webhook_test, listeners_are_those_of_the_account_and_of_staff_that_are_on)
{
    const auto mine = make_account();
    const auto other = make_account("Other");
    const auto a = make(mine);
    (void)make(other);
    const auto of_staff = make(std::nullopt);
    const auto ids = [&](std::optional<std::int64_t> account) {
        std::vector<std::int64_t> found;
        for (const auto& w : write([&](soci::session& s) { return webhook_table::listeners(s, account); }))
            found.push_back(w.webhook);
        return found;
    };
    EXPECT_THAT(ids(mine), testing::UnorderedElementsAre(a, of_staff));
    EXPECT_THAT(ids(std::nullopt), testing::ElementsAre(of_staff));
    ASSERT_TRUE(notify(a, event(mine), noon));
    auto t = failed(due(noon).at(0), noon, 5s, 5s);
    t.next_try.reset();
    t.what = notify::fate::given_up;
    t.switch_off = "gone";
    tried(t);
    EXPECT_THAT(ids(mine), testing::ElementsAre(of_staff)) << "one that is off hears of nothing";
    EXPECT_EQ(find(a)->off_why, "gone");
}

TEST_P(webhook_test, an_event_is_handed_on_once_to_each)
{
    const auto mine = make_account();
    const auto a = make(mine);
    const auto b = make(mine);
    const auto e = event(mine);
    EXPECT_TRUE(notify(a, e, noon));
    EXPECT_FALSE(notify(a, e, noon + 1s));
    EXPECT_TRUE(notify(b, e, noon));
    EXPECT_EQ(count("notification"), 2);
}

TEST_P(webhook_test, each_webhook_has_its_turn_and_survives_a_restart)
{
    const auto mine = make_account();
    const auto a = make(mine);
    const auto b = make(mine);
    const auto e1 = event(mine);
    const auto e2 = event(mine);
    notify(a, e1, noon);
    notify(a, e2, noon);
    notify(b, e1, noon + 1s);
    EXPECT_TRUE(due(noon - 1s).empty());
    auto now = due(noon + 1s);
    ASSERT_EQ(now.size(), 2U) << "one a webhook";
    EXPECT_EQ(now[0].webhook, a);
    EXPECT_EQ(now[0].what.id, e1);
    EXPECT_EQ(now[0].what.kind, "listing.opened");
    EXPECT_EQ(now[0].what.account, mine);
    EXPECT_EQ(now[1].webhook, b);
    EXPECT_EQ(due(noon + 1s, 1).size(), 1U);
    const auto behind = due(noon + 1s, 1, now[0].due_at, now[0].webhook);
    ASSERT_EQ(behind.size(), 1U);
    EXPECT_EQ(behind[0].webhook, b);

    // the first fails: it waits five minutes, and its webhook rests ten seconds
    tried(failed(now[0], noon + 1s, 300s, 10s));
    reopen();
    EXPECT_EQ(due(noon + 1s).size(), 1U);
    now = due(noon + 11s);
    ASSERT_EQ(now.size(), 2U);
    EXPECT_EQ(now[1].webhook, a);
    EXPECT_EQ(now[1].what.id, e2) << "what has not failed yet goes before";
    EXPECT_EQ(now[1].failures, 1);
    EXPECT_EQ(now[1].failing_since, noon + 1s);
    tried(taken(now[1], noon + 11s));
    EXPECT_EQ(find(a)->failing_since, std::nullopt);
    EXPECT_EQ(due(noon + 300s).size(), 1U) << "b's alone";
    now = due(noon + 301s);
    ASSERT_EQ(now.size(), 2U);
    EXPECT_EQ(now[1].what.id, e1);
    EXPECT_EQ(now[1].tries, 1);
    tried(taken(now[0], noon + 301s));
    tried(taken(now[1], noon + 301s));
    EXPECT_TRUE(due(noon + 24h).empty());
    webhook_table webhooks(*db);
    const auto figures = test::await(io, webhooks.figures()).value();
    EXPECT_EQ(figures.on, 2);
    EXPECT_EQ(figures.waiting, 0);
}

TEST_P(webhook_test, switching_off_gives_up_what_waits_and_a_success_switches_on)
{
    const auto mine = make_account();
    const auto a = make(mine);
    notify(a, event(mine), noon);
    notify(a, event(mine), noon);
    auto t = failed(due(noon).at(0), noon, 5s, 5s);
    t.next_try.reset();
    t.switch_off = "nothing was taken";
    tried(t);
    EXPECT_TRUE(due(noon + 24h).empty());
    EXPECT_EQ(find(a)->off_at, noon);
    notify(a, event(mine), noon + 1h);  // a test, which an off webhook gets too
    const auto now = due(noon + 1h);
    ASSERT_EQ(now.size(), 1U);
    tried(taken(now[0], noon + 1h));
    EXPECT_EQ(find(a)->off_at, std::nullopt);
    EXPECT_EQ(find(a)->last_said, "status 200");
}

TEST_P(webhook_test, old_events_go_with_their_notifications)
{
    const auto mine = make_account();
    const auto a = make(mine);
    const auto e = event(mine);
    notify(a, e, noon);
    tried(taken(due(noon).at(0), noon));
    write([&](soci::session& s) {
        mark_delivered(s, e, noon);
        return true;
    });
    EXPECT_EQ(test::await(io, purge_events(*db, noon + delivered_events_kept, 100)).value(), 1);
    EXPECT_EQ(count("notification"), 0);
    EXPECT_TRUE(find(a));
}

}  // namespace
}  // namespace offlist::store
