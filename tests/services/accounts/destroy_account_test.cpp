// An account that leaves, and what of it is destroyed for good, on both databases.
#include <gmock/gmock.h>

#include <cstdio>
#include <notify/event.hpp>
#include <services/send_test_event.hpp>
#include <store/accounts/token_table.hpp>
#include <store/monitoring/sql_monitor_store.hpp>
#include <store/notices/notification_rows.hpp>
#include <store/notices/outbox.hpp>
#include <store/notices/webhook_table.hpp>

#include "services/leaving.hpp"
#include "store/store_fixture.hpp"

namespace offlist::services {
namespace {

namespace fs = std::filesystem;
using store::noon;
using store::staff;

class destroy_account_test : public store::store_fixture {
protected:
    template <class Work>
    auto write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        auto job = [&work](soci::session& s) -> parsed<result> { return {boost::system::in_place_value, work(s)}; };
        return db->write_now(job).value();
    }
    std::optional<account> terminate(std::int64_t id) { return terminated(*db, id); }
    destroyed_account destroy(std::int64_t id, const std::string& confirm = "Example")
    {
        return destroyed(io, *db, id, confirm);
    }
    std::int64_t webhook(std::optional<std::int64_t> of)
    {
        const store::webhook_order order{
            .account = of, .url = "https://example.org/hooks", .events = {"listing.opened"}, .secret = "whsec_AAAA"};
        return write([&](soci::session& s) {
            return std::get<store::webhook_record>(store::webhook_table::add(s, order, 3, staff())).id;
        });
    }
    /// A listing of 198.41.0.4, suspected and then confirmed.
    void listed()
    {
        slice_record r;
        r.at = noon;
        r.steps.resize(1);
        listing_step& s = r.steps[0];
        s.about = parse_subject("198.41.0.4").value();
        s.blocklist = "alpha";
        s.what = change::suspected;
        s.to.state = listing_state::suspected;
        s.listing = write([&](soci::session& in) { return store::sql_monitor_store::record(in, r); }).steps[0].listing;
        s.what = change::opened;
        s.from = listing_state::suspected;
        s.to.state = listing_state::listed;
        write([&](soci::session& in) { return store::sql_monitor_store::record(in, r); });
    }
};
INSTANTIATE_TEST_SUITE_P(both, destroy_account_test,
                         testing::Values(store::backend::sqlite, store::backend::postgresql), store::backend_name);

TEST_P(destroy_account_test, only_a_terminated_account_by_its_name)
{
    const auto id = make_account();
    EXPECT_EQ(destroy(id).what, destroying::still_active);
    ASSERT_TRUE(terminate(id));
    EXPECT_EQ(destroy(id, "example").what, destroying::not_confirmed);
    EXPECT_EQ(destroy(id + 1).what, destroying::no_such_account);
    EXPECT_EQ(count("audit WHERE action = 'account.destroy'"), 0);
    EXPECT_EQ(destroy(id).what, destroying::done);
    EXPECT_EQ(count("audit WHERE action = 'account.destroy'"), 1);
}

TEST_P(destroy_account_test, termination_takes_tokens_and_subjects_once)
{
    const auto id = make_account();
    (void)add(id, "198.41.0.4");
    store::token_order order;
    order.account = id;
    write([&](soci::session& s) { return store::token_table::issue(s, order, staff())->record.id; });
    EXPECT_FALSE(terminate(id + 1));
    EXPECT_EQ(terminate(id)->terminated_at, noon);
    EXPECT_EQ(terminate(id)->terminated_at, noon);
    EXPECT_EQ(count("token WHERE revoked_at IS NULL"), 0);
    EXPECT_EQ(count("subject WHERE removed_at IS NULL"), 0);
    EXPECT_EQ(count("audit WHERE action = 'account.terminate'"), 1);
}

TEST_P(destroy_account_test, what_is_destroyed_is_in_no_file)
{
    const auto id = make_account("Zweitname GmbH");
    (void)add(id, "very-private.example.com");
    ASSERT_TRUE(terminate(id));
    EXPECT_EQ(destroy(id, "Zweitname GmbH").gone.subjects, 1);
    for (const auto& file : fs::directory_iterator(folder)) {
        std::string content(fs::file_size(file), '\0');
        std::FILE* const f = std::fopen(file.path().c_str(), "rb");
        ASSERT_EQ(std::fread(content.data(), 1, content.size(), f), content.size());
        (void)std::fclose(f);
        EXPECT_EQ(content.find("very-private"), std::string::npos) << file.path();
        EXPECT_EQ(content.find("Zweitname"), std::string::npos) << file.path();
    }
}

TEST_P(destroy_account_test, listings_go_with_their_history)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.4");
    listed();
    ASSERT_EQ(count("listing"), 1);
    ASSERT_TRUE(terminate(mine));
    EXPECT_EQ(destroy(mine).gone.changes, 3) << "suspected, opened, removed";
    EXPECT_EQ(count("listing"), 0);
    EXPECT_EQ(count("listing_change"), 0);
    EXPECT_EQ(count("outbox"), 0);
}

TEST_P(destroy_account_test, termination_takes_webhooks_and_destruction_what_staff_was_to_hear)
{
    const auto mine = make_account();
    const auto own = webhook(mine), of_staff = webhook(std::nullopt);
    notify::event e;
    e.kind = "listing.opened";
    e.account = mine;
    e.object = "lst_1";
    e.payload = "{}";
    e.at = noon;
    write([&](soci::session& s) {
        const auto event = store::add_event(s, e);
        return store::add_notification(s, own, event, noon) && store::add_notification(s, of_staff, event, noon);
    });
    ASSERT_TRUE(terminate(mine));
    EXPECT_EQ(count("webhook WHERE account IS NOT NULL"), 0);
    EXPECT_EQ(count("notification"), 1);
    ASSERT_EQ(destroy(mine).what, destroying::done);
    EXPECT_EQ(count("notification"), 0);
    EXPECT_EQ(count("webhook"), 1) << "staff's own";
}

TEST_P(destroy_account_test, a_test_event_is_for_the_webhook_of_who_asks)
{
    const auto mine = make_account();
    const auto own = webhook(mine);
    const auto test_of = [&](std::optional<std::int64_t> account) {
        return db->write_now(send_test_event{.webhook = own, .only_of = account, .by = staff()}).value();
    };
    EXPECT_FALSE(test_of(mine + 1));
    EXPECT_EQ(count("notification"), 0);
    EXPECT_TRUE(test_of(mine));
    EXPECT_TRUE(test_of(std::nullopt));
    EXPECT_EQ(count("notification"), 2);
    EXPECT_EQ(count("audit WHERE action = 'webhook.test'"), 2);
}

}  // namespace
}  // namespace offlist::services
