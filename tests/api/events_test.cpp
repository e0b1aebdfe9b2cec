// GET /v1/events: pages and streams, to whom they tell what, and when a stream ends.
#include <gmock/gmock.h>

#include <accounts/account.hpp>
#include <core/timestamp.hpp>
#include <http/body_stream.hpp>
#include <store/notices/outbox.hpp>

#include "api/shop.hpp"
#include "api/signed_in.hpp"
#include "support/await.hpp"

namespace offlist::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view alive = "event: alive\ndata: {}\n\n";

class events_test : public shop {
protected:
    /// Its number.
    std::int64_t happened(const std::string& kind, std::optional<std::int64_t> account, const std::string& object)
    {
        const notify::event what{.id = 0,
                                 .kind = kind,
                                 .account = account,
                                 .account_id = {},
                                 .object = object,
                                 .payload = "{}",
                                 .at = with.time.now_seconds()};
        return with.db->write_now([&](soci::session& s) -> parsed<std::int64_t> { return store::add_event(s, what); })
            .value();
    }
    [[nodiscard]] std::vector<std::string> objects(const answered& page)
    {
        EXPECT_EQ(page.status, 200U) << page.text;
        std::vector<std::string> found;
        const nlohmann::json items = page.json().at("items");
        for (const auto& item : items) found.push_back(item.at("object"));
        return found;
    }
    [[nodiscard]] answered stream(const std::string& token, const std::string& path = "/v1/events",
                                  std::vector<std::pair<std::string, std::string>> headers = {})
    {
        headers.emplace_back("accept", "text/event-stream");
        return with.ask({.method = "GET", .path = path, .token = token, .body = {}, .headers = std::move(headers)});
    }
    /// The next piece; "the end" when there is none.
    std::string next(const answered& of)
    {
        auto piece = of.stream->next();
        return await(with.on, std::move(piece)).value_or("the end");
    }
    void look()
    {
        auto looking = with.news->look();
        EXPECT_TRUE(await(with.on, std::move(looking)));
    }
};

/// Streams of this one look at their caller at each piece.
class short_looks : public events_test {
protected:
    short_looks()
    {
        api::api_options options = service::generous();
        options.stream_looks_every = std::chrono::milliseconds(1);
        quick = std::make_unique<http::router>(api::make_router(with.ports(options)));
    }
    [[nodiscard]] answered listen(const std::string& token,
                                  std::vector<std::pair<std::string, std::string>> headers = {})
    {
        headers.emplace_back("accept", "text/event-stream");
        answered opened = with.ask_of(
            *quick, {.method = "GET", .path = "/v1/events", .token = token, .body = {}, .headers = std::move(headers)});
        EXPECT_THAT(next(opened), HasSubstr("event: ready"));
        return opened;
    }
    /// What comes when the stream has more to say than that it lives.
    std::string behind_alive(const answered& of)
    {
        std::string piece;
        do piece = next(of);
        while (piece == alive);
        return piece;
    }

    std::unique_ptr<http::router> quick;
};

}  // namespace

TEST_F(events_test, pages_tell_a_customer_of_its_own_and_staff_of_all)
{
    happened("listing.opened", own, "lst_1");
    happened("listing.opened", other, "lst_2");
    happened("blocklist.unhealthy", std::nullopt, "alpha");
    happened("listing.closed", own, "lst_1");
    happened("webhook.test", own, "whk_1");
    EXPECT_THAT(objects(with.get("/v1/events", customer)), ElementsAre("lst_1", "lst_1"));
    EXPECT_THAT(objects(with.get("/v1/events", stranger)), ElementsAre("lst_2"));
    EXPECT_THAT(objects(with.get("/v1/events", staff)), ElementsAre("lst_1", "lst_2", "alpha", "lst_1"));
    const auto first = with.get("/v1/events", customer).json().at("items").at(0);
    EXPECT_EQ(first.at("kind"), "listing.opened");
    EXPECT_EQ(first.at("account"), public_id("acc", own));
    EXPECT_EQ(first.at("at"), timestamp(with.time.now_seconds()));
    EXPECT_TRUE(with.get("/v1/events", staff).json().at("items").at(2).at("account").is_null());
}

TEST_F(events_test, pages_are_bounded_and_go_on_behind_what_was_told)
{
    for (int n = 1; n <= 5; ++n) happened("listing.opened", own, "lst_" + std::to_string(n));
    happened("listing.opened", other, "lst_9");
    const answered first = with.get("/v1/events?limit=2", customer);
    EXPECT_THAT(objects(first), ElementsAre("lst_1", "lst_2"));
    const std::string cursor = first.json().at("next");
    EXPECT_THAT(objects(with.get("/v1/events?limit=2&cursor=" + cursor, customer)), ElementsAre("lst_3", "lst_4"));
    const std::string last = first.json().at("items").at(1).at("id");
    const answered rest = with.get("/v1/events?after=" + last, customer);
    EXPECT_THAT(objects(rest), ElementsAre("lst_3", "lst_4", "lst_5"));
    EXPECT_TRUE(rest.json().at("next").is_null());
    EXPECT_EQ(with.get("/v1/events?limit=501", customer).status, 400U);
}

TEST_F(events_test, a_stream_tells_what_happens_from_its_beginning_on)
{
    happened("listing.opened", own, "lst_1");
    with.time.advance(std::chrono::seconds(31));
    const answered opened = stream(customer);
    EXPECT_EQ(opened.content_type, "text/event-stream");
    EXPECT_EQ(opened.headers.at("X-Accel-Buffering"), "no");
    EXPECT_THAT(next(opened), AllOf(HasSubstr("event: ready\nid: evt_1\n"), Not(HasSubstr("lst_1"))));
    happened("listing.opened", other, "lst_2");
    happened("listing.closed", own, "lst_1");
    look();
    const std::string told = next(opened);
    EXPECT_THAT(told, AllOf(HasSubstr("event: changed\nid: evt_3\ndata: {"), HasSubstr("\"listing.closed\""),
                            HasSubstr("\"lst_1\""), Not(HasSubstr("lst_2"))));
    opened.stream->end();
    EXPECT_EQ(next(opened), "the end");
}

TEST_F(events_test, what_happened_while_a_page_was_read_is_told_as_well)
{
    happened("listing.opened", own, "lst_1");
    with.time.advance(std::chrono::seconds(29));
    happened("listing.opened", other, "lst_2");
    EXPECT_THAT(next(stream(customer)),
                AllOf(HasSubstr("event: ready\nid: evt_0\n"), HasSubstr("id: evt_1\n"), Not(HasSubstr("lst_2"))));
    with.time.advance(std::chrono::seconds(2));
    EXPECT_THAT(next(stream(customer)), AllOf(HasSubstr("event: ready\nid: evt_2\n"), Not(HasSubstr("lst_1"))));
}

TEST_F(events_test, who_comes_back_misses_nothing)
{
    const answered before = stream(customer);
    EXPECT_THAT(next(before), HasSubstr("id: evt_0\n")) << "nothing has happened yet";
    happened("listing.opened", own, "lst_1");
    happened("listing.opened", own, "lst_2");
    EXPECT_THAT(next(stream(customer, "/v1/events", {{"last-event-id", "evt_0"}})),
                AllOf(HasSubstr("lst_1"), HasSubstr("lst_2")));
    EXPECT_THAT(next(stream(customer, "/v1/events", {{"last-event-id", "evt_1"}})),
                AllOf(Not(HasSubstr("lst_1")), HasSubstr("id: evt_2"), HasSubstr("lst_2")));
    EXPECT_THAT(next(stream(customer, "/v1/events?after=evt_1")), AllOf(Not(HasSubstr("lst_1")), HasSubstr("lst_2")));
    const answered typo = stream(customer, "/v1/events", {{"last-event-id", "7"}});
    EXPECT_EQ(typo.status, 400U);
    EXPECT_EQ(typo.json().at("errors").at(0).at("field"), "Last-Event-ID");
}

TEST_F(events_test, what_cannot_be_told_one_by_one_is_a_reset)
{
    EXPECT_THAT(next(stream(customer, "/v1/events?after=evt_7")), HasSubstr("event: reset\nid: evt_0\n"))
        << "the store was restored, and numbers events again";
    for (int n = 0; n <= 501; ++n) happened("listing.opened", own, "lst_1");
    EXPECT_THAT(next(stream(customer, "/v1/events?after=evt_1")), HasSubstr("event: reset\nid: evt_502\n"));
    EXPECT_THAT(next(stream(customer, "/v1/events?after=evt_2")), Not(HasSubstr("event: reset")));
}

TEST_F(events_test, a_listener_that_falls_behind_the_ring_is_told_so)
{
    const auto small =
        std::make_shared<services::news>(with.on.get_executor(), *with.db, services::news_limits{.remembered = 3});
    const auto ear = small->listen("tok_1", own);
    auto begun = ear->begin(std::nullopt, with.time.now_seconds());
    ASSERT_TRUE(await(with.on, std::move(begun)));
    for (int n = 1; n <= 3; ++n) happened("listing.opened", own, "lst_" + std::to_string(n));
    auto looking = small->look();
    ASSERT_TRUE(await(with.on, std::move(looking)));
    EXPECT_EQ(ear->take(2).events.size(), 2U);
    for (int n = 4; n <= 7; ++n) happened("listing.opened", own, "lst_" + std::to_string(n));
    auto again = small->look();
    ASSERT_TRUE(await(with.on, std::move(again)));
    const auto lost = ear->take(100);
    EXPECT_TRUE(lost.missed);
    EXPECT_EQ(lost.place, 7);
    EXPECT_THAT(ear->take(100).events, IsEmpty());
}

TEST_F(events_test, streams_are_bounded_for_each_caller_and_each_account)
{
    std::vector<answered> open;
    for (int n = 0; n < 8; ++n) {
        open.push_back(stream(customer));
        ASSERT_EQ(open.back().status, 200U);
    }
    const answered full = stream(customer);
    EXPECT_EQ(full.status, 503U);
    EXPECT_EQ(full.problem(), "too-many-streams");
    EXPECT_EQ(full.headers.count("Retry-After"), 1U);
    EXPECT_EQ(with.get("/v1/events", customer).status, 200U) << "pages are no streams";
    EXPECT_EQ(stream(stranger).status, 200U);
    for (int token = 1; token < 8; ++token) {
        const std::string another = with.token(role::customer, own);
        for (int n = 0; n < 8; ++n) open.push_back(stream(another));
    }
    EXPECT_EQ(open.back().status, 200U);
    EXPECT_EQ(stream(with.token(role::customer, own)).status, 503U) << "64 of one account";
    open.pop_back();
    EXPECT_EQ(stream(with.token(role::customer, own)).status, 200U) << "its end makes room";
}

TEST_F(events_test, nobody_looks_while_nobody_listens)
{
    const auto before = with.db->figures();
    look();
    EXPECT_EQ(with.news->listeners(), 0U);
    const answered opened = stream(customer);
    EXPECT_EQ(with.news->listeners(), 1U);
    EXPECT_EQ(with.db->figures().commits - before.commits, 1U) << "of the token's use";
}

TEST_F(short_looks, a_revoked_token_ends_its_stream)
{
    const answered opened = listen(customer);
    EXPECT_EQ(next(opened), alive) << "it lives";
    const auto tokens = with.get("/v1/tokens", customer).json().at("items");
    ASSERT_EQ(tokens.size(), 1U);
    const std::string path = "/v1/tokens/" + tokens.at(0).at("id").get<std::string>();
    // by the same router, so that the cache of tokens has heard of it as the daemon's has
    EXPECT_EQ(with.ask_of(*quick, {"DELETE", path, admin}).status, 204U);
    EXPECT_THAT(behind_alive(opened), HasSubstr("event: signed_out"));
    EXPECT_EQ(next(opened), "the end");
}

TEST_F(short_looks, the_end_of_a_sign_in_ends_its_stream_and_an_open_page_keeps_nobody_signed_in)
{
    const std::string cookie = signed_in(with, "owner@example.org", membership_role::owner, own);
    const answered opened = listen({}, from_page(cookie));
    EXPECT_EQ(next(opened), alive);
    with.time.advance(std::chrono::hours(24 * 13));
    EXPECT_EQ(next(opened), alive) << "a fortnight without use";
    with.time.advance(std::chrono::hours(24 * 2));
    EXPECT_THAT(behind_alive(opened), HasSubstr("event: signed_out"));
}

}  // namespace offlist::test
