// What the outbox says of each thing that happens, octet by octet: receivers of webhooks rely on it.
#include <gmock/gmock.h>

#include <billing/payment.hpp>
#include <delisting/job.hpp>
#include <monitor/monitor_store.hpp>
#include <store/notices/outbox.hpp>
#include <store/notices/webhook_table.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using testing::IsEmpty;

class outbox_test : public store_fixture {
protected:
    template <class Tell>
    std::vector<notify::event> told(Tell tell)
    {
        auto work = [&tell](soci::session& s) -> parsed<std::vector<notify::event>> {
            tell(s);
            return undelivered_events(s, 10);
        };
        return db->write_now(work).value();
    }
    static listing_step step(change what)
    {
        listing_step s;
        s.about = parse_subject("192.0.2.7", special_addresses::allow).value();
        s.blocklist = "alpha";
        s.what = what;
        return s;
    }
    static void tell_of(soci::session& s, const listing_step& what)
    {
        const listing_news news{.step = &what, .listing = 5, .account = 12, .at = noon};
        tell_of_listings(s, {&news, 1});
    }
};
INSTANTIATE_TEST_SUITE_P(both, outbox_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(outbox_test, of_a_listing)
{
    struct told_as {
        change what;
        std::string kind;
        std::string reason;
    };
    for (const auto& [what, kind, reason] :
         {told_as{change::opened, "listing.opened", ""},
          told_as{change::closed, "listing.closed", R"("closed_reason":"closed",)"},
          told_as{change::reclassified, "listing.closed", R"("closed_reason":"reclassified",)"}}) {
        const auto all = told([&, w = what](soci::session& s) { tell_of(s, step(w)); });
        const notify::event& e = all.back();
        EXPECT_EQ(e.kind, kind);
        EXPECT_EQ(e.account, 12);
        EXPECT_EQ(e.account_id, "acc_12");
        EXPECT_EQ(e.object, "lst_5");
        EXPECT_EQ(e.payload, R"({"at":"2026-11-23T12:00:00Z","blocklist":"alpha",)" + reason +
                                 R"("listing":"lst_5","subject":"192.0.2.7"})");
        EXPECT_EQ(e.at, noon);
    }
}

TEST_P(outbox_test, of_no_listing_that_alarms_nobody)
{
    EXPECT_THAT(told([](soci::session& s) {
                    for (const change c :
                         {change::none, change::suspected, change::dismissed, change::clearing, change::recurred})
                        tell_of(s, step(c));
                    listing_step kept_back = step(change::opened);
                    kept_back.hold = 1;
                    tell_of(s, kept_back);
                }),
                IsEmpty());
}

TEST_P(outbox_test, of_a_list_whose_health_changed)
{
    const health_change h{.blocklist = "alpha",
                          .kind = subject_kind::domain,
                          .now = list_state::unhealthy,
                          .why = "it said \"\xff\"",
                          .at = noon};
    const auto all = told([&](soci::session& s) { tell_of_health(s, h); });
    EXPECT_EQ(all.at(0).kind, "blocklist.unhealthy");
    EXPECT_EQ(all.at(0).account, std::nullopt);
    EXPECT_EQ(all.at(0).account_id, "");
    EXPECT_EQ(all.at(0).object, "alpha");
    EXPECT_EQ(all.at(0).payload,
              "{\"at\":\"2026-11-23T12:00:00Z\",\"blocklist\":\"alpha\",\"kind\":\"domain\","
              "\"why\":\"it said \\\"\xef\xbf\xbd\\\"\"}");
}

TEST_P(outbox_test, of_a_delisting)
{
    job j;
    j.id = 7;
    j.account = 12;
    j.subject = "2001:db8::/64";
    j.blocklist = "alpha";
    j.state = job_state::held;
    const auto all = told([&](soci::session& s) { tell_of_delisting(s, "delisting.held", j, noon); });
    EXPECT_EQ(all.at(0).kind, "delisting.held");
    EXPECT_EQ(all.at(0).account, 12);
    EXPECT_EQ(all.at(0).object, "del_7");
    EXPECT_EQ(all.at(0).payload,
              R"({"delisting":"del_7","subject":"2001:db8::/64","blocklist":"alpha","state":"held"})");
}

TEST_P(outbox_test, of_a_payment)
{
    payment p;
    p.id = 9;
    p.account = 12;
    p.state = payment_state::partial;
    p.received = 1999;
    const auto all = told([&](soci::session& s) { tell_of_payment(s, "payment.partial", p, noon); });
    EXPECT_EQ(all.at(0).kind, "payment.partial");
    EXPECT_EQ(all.at(0).account, 12);
    EXPECT_EQ(all.at(0).object, "pay_9");
    EXPECT_EQ(all.at(0).payload, R"({"payment":9,"state":"partial","received":1999})");
}

TEST_P(outbox_test, of_a_test_goes_to_its_webhook_and_is_handed_on_to_no_other)
{
    EXPECT_THAT(told([](soci::session& s) {
                    const webhook_order order{
                        .account = std::nullopt, .url = "https://example.org/", .events = {}, .secret = "whsec_AAAA"};
                    (void)webhook_table::add(s, order, 1, staff());
                    tell_of_test(s, 1, std::nullopt, noon);
                }),
                IsEmpty());
    auto look = [](soci::session& s) -> parsed<std::string> {
        const auto payload =
            sql::only<std::string>(s, "SELECT payload FROM outbox WHERE kind = 'webhook.test' AND object = 'whk_1'");
        return {boost::system::in_place_value, payload.value()};
    };
    EXPECT_EQ(db->read_now(look).value(), R"({"webhook":"whk_1"})");
    EXPECT_EQ(count("notification"), 1);
}

}  // namespace
}  // namespace offlist::store
