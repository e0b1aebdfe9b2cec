// What staff looks for, on both databases: the statements are put together from filters, so each filter is tried.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <store/accounts/audit_log.hpp>
#include <store/accounts/subject_history.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <store/money/ledger_table.hpp>
#include <store/money/payment_table.hpp>
#include <store/money/receipt_reader.hpp>
#include <store/monitoring/listing_context.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <store/notices/delivery_reader.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class searches_test : public store_fixture {
protected:
    searches_test()
    {
        (void)add(own, "198.41.0.0/28");
        (void)add(own, "2001:500::1");
        (void)add(own, "mail.example.org");
    }
    template <class Work>
    auto read(Work work)
    {
        return db->read_now([&](soci::session& s) { return work(s); }).value();
    }
    std::vector<std::int64_t> holders(const std::string& text)
    {
        std::vector<std::int64_t> found;
        const auto span = read_span(text, special_addresses::allow).value();
        for (const past_holder& h : read([&](soci::session& s) { return holders_ever(s, span, counted); }).items)
            found.push_back(h.what.account);
        return found;
    }

    std::int64_t own = make_account("Own");
    std::int64_t other = make_account("Other & Sons");
    page_request counted{.cursor = {}, .limit = 10, .total = true};
};
INSTANTIATE_TEST_SUITE_P(both, searches_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(searches_test, accounts)
{
    account_table accounts(*db);
    const auto names = [&](account_filter f) {
        std::vector<std::string> all;
        const auto page = test::await(io, accounts.page(counted, std::move(f))).value();
        for (const account& a : page.items) all.push_back(a.name);
        EXPECT_EQ(page.total, std::ssize(all));
        return all;
    };
    EXPECT_THAT(names({}), ElementsAre("Own", "Other & Sons"));
    EXPECT_THAT(names({.text = "SONS", .state = {}}), ElementsAre("Other & Sons"));
    EXPECT_THAT(names({.text = "post@", .state = account_state::active}), ElementsAre("Own", "Other & Sons"));
    EXPECT_THAT(names({.text = public_id("acc", own), .state = {}}), ElementsAre("Own"));
    EXPECT_THAT(names({.text = "%", .state = {}}), IsEmpty());
    EXPECT_THAT(names({.text = "!", .state = {}}), IsEmpty());
    EXPECT_THAT(names({.text = {}, .state = account_state::terminated}), IsEmpty());
}

TEST_P(searches_test, subjects_and_whose_they_were)
{
    subject_table subjects(*db);
    const auto number = [&](subject_filter f) {
        return test::await(io, subjects.page(std::move(f), counted)).value().total.value_or(-1);
    };
    EXPECT_EQ(number({}), 3);
    EXPECT_EQ(number({.account = own, .state = {subject_state::active}, .within = "198.41.0.7", .label = {}}), 1);
    EXPECT_EQ(number({.account = other, .state = {}, .within = {}, .label = {}}), 0);
    EXPECT_EQ(
        number({.account = {}, .state = {subject_state::pending, subject_state::contested}, .within = {}, .label = {}}),
        0);
    EXPECT_EQ(number({.account = {}, .state = {}, .within = {}, .label = "rack"}), 0);
    EXPECT_THAT(holders("198.41.0.7"), ElementsAre(own));
    EXPECT_THAT(holders("198.41.0.0/24"), ElementsAre(own));
    EXPECT_THAT(holders("198.41.0.16"), IsEmpty());
    EXPECT_THAT(holders("2001:500::1"), ElementsAre(own));
    EXPECT_THAT(holders("2001:500::/64"), ElementsAre(own));
    EXPECT_THAT(holders("mail.example.org"), ElementsAre(own));
    EXPECT_THAT(holders("example.org"), IsEmpty());
    ASSERT_TRUE(test::await(io, subjects.remove(1, std::nullopt, staff())).value());
    (void)add(other, "198.41.0.7");
    EXPECT_THAT(holders("198.41.0.7"), ElementsAre(other, own)) << "the newest first";
}

TEST_P(searches_test, the_audit_log)
{
    audit_log log(*db);
    const auto number = [&](audit_filter f) {
        return test::await(io, log.page(counted, std::move(f))).value().total.value_or(-1);
    };
    audit_filter f;
    f.action = {"subject.add"};
    EXPECT_EQ(number(f), 3);
    f.account = own;
    EXPECT_EQ(number(f), 3) << "things of the account";
    f.account = other;
    EXPECT_EQ(number(f), 0);
    f.action.clear();
    EXPECT_EQ(number(f), 1) << "that it was made";
    f.actor = {"desk", "nobody"};
    f.role = {role::staff, role::admin};
    f.object = public_id("acc", other);
    f.from = noon;
    f.to = noon + std::chrono::seconds(1);
    EXPECT_EQ(number(f), 1);
    f.to = noon;
    EXPECT_EQ(number(f), 0);
    EXPECT_THAT(test::await(io, log.words(audit_word::action, 10)).value(),
                ElementsAre("account.create", "subject.add"));
    EXPECT_THAT(test::await(io, log.words(audit_word::actor, 10)).value(), ElementsAre("desk"));
}

TEST_P(searches_test, lists_that_are_empty_have_no_fault_in_their_statements)
{
    task_filter tasks{.state = {"open", "done"},
                      .kind = {staff_task_kind::submit, staff_task_kind::conflict},
                      .blocklist = {"alpha", "beta"},
                      .account = own,
                      .claimed_by = "ann"};
    EXPECT_EQ(read([&](soci::session& s) { return task_page(s, tasks, counted); }).total, 0);
    EXPECT_THAT(read([](soci::session& s) -> parsed<std::vector<std::string>> { return task_workers(s, 9); }),
                IsEmpty());
    for (const std::optional<bool> matched : {std::optional<bool>(), std::optional(true), std::optional(false)})
        EXPECT_EQ(read([&](soci::session& s) {
                      return receipt_page(s, {.matched = matched, .account = own}, counted);
                  }).total,
                  0);
    EXPECT_EQ(read([&](soci::session& s) { return delivery_page(s, 1, {"failed", "given_up"}, counted); }).total, 0);
    const auto span = read_span("198.41.0.0/28", special_addresses::allow).value();
    EXPECT_THAT(
        read([&](soci::session& s) -> parsed<std::vector<live_listings>> { return live_listings_of(s, own, span); }),
        IsEmpty());
    mass_change_filter waves;
    waves.state = {"open", "released"};
    waves.blocklist = {"alpha"};
    waves.direction = mass_direction::closing;
    EXPECT_EQ(test::await(io, mass_change_table(*db).page(waves, counted)).value().total, 0);
    delisting_filter jobs;
    jobs.account = own;
    jobs.blocklist = {"alpha", "beta"};
    jobs.state = {job_state::held, job_state::failed};
    jobs.listing = 7;
    EXPECT_EQ(test::await(io, delisting_reader(*db).page(jobs, counted)).value().total, 0);
    EXPECT_EQ(test::await(io, payment_table(*db).page(own, {payment_state::pending, payment_state::created}, counted))
                  .value()
                  .total,
              0);
    listing_filter listings;
    listings.account = own;
    listings.blocklist = {"alpha", "beta"};
    listings.phase = {listing_phase::open, listing_phase::closed};
    listings.mass_change = 3;
    listings.subject = "198.41.0.0/28";
    listings.from = noon;
    EXPECT_EQ(test::await(io, listing_reader(*db).page(listings, {.staff = true, .account = 0}, counted)).value().total,
              0);
}

TEST_P(searches_test, an_account_and_a_label_are_changed)
{
    const auto change = [&](std::optional<std::string> name, std::optional<std::string> email) {
        return db
            ->write_now([&](soci::session& s) -> parsed<std::optional<account>> {
                return account_table::change(s, own, name, email, staff());
            })
            .value();
    };
    EXPECT_EQ(change("Owner", std::nullopt)->name, "Owner");
    EXPECT_EQ(change(std::nullopt, "noc@example.org")->name, "Owner");
    EXPECT_EQ(change(std::nullopt, std::nullopt)->email, "noc@example.org");
    const auto relabel = [&](std::optional<std::int64_t> only_of) {
        return db
            ->write_now([&](soci::session& s) -> parsed<std::optional<owned_subject>> {
                return subject_table::relabel(s, 1, only_of, "rack 4", staff());
            })
            .value();
    };
    EXPECT_FALSE(relabel(other));
    EXPECT_EQ(relabel(own)->label, "rack 4");
}

}  // namespace
}  // namespace offlist::store
