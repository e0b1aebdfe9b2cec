// job_watch_fixture.hpp: a customer with a listing on the list alpha, a clock that is set by hand, and the rounds of
// job_watch.
//
// For one thread.
#pragma once
#include <gmock/gmock.h>

#include <core/clock.hpp>
#include <map>
#include <services/job_watch.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/monitoring/sql_monitor_store.hpp>

#include "store/store_fixture.hpp"

namespace offlist::services {

using namespace std::chrono_literals;

class set_clock final : public clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return at; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override
    {
        return std::chrono::steady_clock::time_point(at.time_since_epoch() - slip);
    }
    // The calendar is set wrong, or right again: no time passes.
    void jump(std::chrono::seconds by)
    {
        at += by;
        slip += by;
    }
    std::chrono::sys_seconds at = store::noon;
    std::chrono::seconds slip{0};
};

class noted_watcher final : public pair_watcher {
public:
    void watch(const subject& about, std::string_view blocklist, std::chrono::seconds every) override
    {
        watched[to_string(about) + " on " + std::string(blocklist)] = every;
    }
    void unwatch(const subject& about, std::string_view blocklist) override
    {
        watched.erase(to_string(about) + " on " + std::string(blocklist));
    }
    std::map<std::string, std::chrono::seconds> watched;
};

class job_watch_test : public store::store_fixture {
public:
    job_watch_test()
    {
        blocklist list;
        list.id = "alpha";
        list.subjects = {true, false, false};
        rules.lists = std::make_shared<const catalog>(std::vector{list}, std::vector<retired_list>{});
        rules.ask_every = 60s;
        rules.policy.grace = 0s;
        customer = make_account();
        add(customer, "45.83.12.7");
    }

protected:
    template <class Work>
    std::invoke_result_t<Work&, soci::session&> write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db->write_now([&](soci::session& s) -> parsed<result> { return work(s); }).value();
    }
    void credit(std::int64_t cents)
    {
        ASSERT_TRUE(write([&](soci::session& s) {
            return store::adjust_funds(s, {customer, {cents, usd}, "top-up", "k" + std::to_string(cents), time.at},
                                       rules.policy)
                .value();
        }));
    }
    // Suspected and confirmed; its id.
    std::int64_t open_listing()
    {
        slice_record r;
        r.at = time.at;
        listing_step s;
        s.about = about;
        s.blocklist = "alpha";
        s.what = change::suspected;
        s.to.state = listing_state::suspected;
        r.steps = {s};
        const auto id =
            write([&](soci::session& in) { return store::sql_monitor_store::record(in, r); }).steps[0].listing;
        step(id, change::opened, listing_state::suspected, listing_state::listed);
        return id;
    }
    void step(std::int64_t listing, change what, listing_state from, listing_state to)
    {
        slice_record r;
        r.at = time.at;
        listing_step s;
        s.listing = listing;
        s.about = about;
        s.blocklist = "alpha";
        s.what = what;
        s.from = from;
        s.to.state = to;
        r.steps = {s};
        ASSERT_NE(write([&](soci::session& in) { return store::sql_monitor_store::record(in, r); }).steps[0].listing,
                  0);
    }
    std::int64_t order(std::int64_t listing = 0, const std::string& subject = "45.83.12.7")
    {
        store::delisting_order o;
        o.account = customer;
        o.subject = subject;
        o.blocklist = "alpha";
        o.listing = listing;
        o.fee = {3500, usd};
        o.deadline = 10 * 24h;
        o.at = time.at;
        return write([&](soci::session& s) { return store::place_order(s, o, rules.policy); }).what.id;
    }
    void submit(std::int64_t id)
    {
        const auto done = write([&](soci::session& s) {
            const auto claimed = store::apply(s, id, job_event::claim{"ann"}, time.at, rules.policy, "ann");
            return store::apply(s, id, job_event::sent{claimed->now.lease.fence}, time.at, rules.policy, "ann");
        });
        ASSERT_FALSE(done->refused);
    }
    job job_of(std::int64_t id)
    {
        return write([&](soci::session& s) { return store::find_job(s, id); }).value();
    }
    void saw(verdict what)
    {
        evidence e;
        e.what = what;
        if (what == verdict::unknown) e.reason = unknown_reason::timeout;
        e.asked_at = time.at;
        watch.saw(about, "alpha", e);
    }
    round_report round()
    {
        auto done = test::await(io, watch.round(rules));
        EXPECT_TRUE(done) << done.error().to_string();
        return *done;
    }
    store::account_funds funds()
    {
        return write([&](soci::session& s) { return store::ledger_table::funds(s, customer, usd); });
    }
    std::int64_t answers_kept(std::int64_t id)
    {
        return count("delisting_evidence WHERE kind = 'answer' AND delisting = " + std::to_string(id));
    }
    void expect_balanced()
    {
        const auto report = store::ledger_table(*db).verify().value();
        EXPECT_TRUE(report.balanced()) << testing::PrintToString(report.wrong);
    }

    static inline const currency usd = parse_currency("USD").value();
    const subject about = parse_subject("45.83.12.7", special_addresses::allow).value();
    set_clock time;
    noted_watcher asks;
    round_rules rules;
    job_watch watch{*db, time, asks};
    std::int64_t customer = 0;
};

}  // namespace offlist::services
