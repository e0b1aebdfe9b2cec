// payment_world.hpp: the payment service over a real store, with two fake gateways and a clock that a test moves.
//
// On one thread; the store does its work elsewhere.
#pragma once
#include <gtest/gtest.h>
#include <services/fake_gateway.hpp>
#include <services/payments/payment_service.hpp>
#include <store/store_fixture.hpp>

#include <memory>
#include <store/delistings/delisting_reader.hpp>
#include <store/delistings/delisting_table.hpp>
#include <vector>

namespace offlist::test {

inline constexpr currency usd{{'U', 'S', 'D'}};

class moved_clock final : public clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return at; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override
    {
        return std::chrono::steady_clock::time_point(at.time_since_epoch());
    }
    std::chrono::system_clock::time_point at = store::noon;
};

class counting_observer final : public services::payment_observer {
public:
    void payment_moved(const payment&, payment_state, std::int64_t cents, std::int64_t) override { credited += cents; }
    void money_unmatched(std::string_view, std::string_view, std::int64_t cents) override { unmatched += cents; }
    void webhook_done(std::string_view, std::string_view, bool acted) override { ++(acted ? acted_on : failed); }
    void webhook_refused(std::string_view, refused_webhook) override { ++refused; }
    void gateway_failed(std::string_view, const gateway_failure&) override { ++failures; }
    void suspense_claimed(std::string_view, std::string_view, std::int64_t taken, std::int64_t wanted) override
    {
        suspense_gave += taken;
        suspense_wanted += wanted;
    }
    void reconciled(std::string_view, std::int64_t mended, std::int64_t unexplained, bool to_the_end) override
    {
        reconciliations += to_the_end ? 1 : 0;
        differences += mended + unexplained;
    }

    std::int64_t credited = 0;
    std::int64_t unmatched = 0;
    std::int64_t suspense_gave = 0;
    std::int64_t suspense_wanted = 0;
    int acted_on = 0;
    int failed = 0;
    int refused = 0;
    int failures = 0;
    int reconciliations = 0;
    std::int64_t differences = 0;
};

class payment_world : public store::store_fixture {
protected:
    payment_world() { restart(); }
    ~payment_world() override { service.reset(); }

    /// As after a crash: nothing is left but the store and the gateways.
    void restart()
    {
        std::vector<std::unique_ptr<payment_gateway>> gateways;
        gateways.push_back(std::make_unique<borrowed_gateway>(cards));
        gateways.push_back(std::make_unique<borrowed_gateway>(coins));
        services::payment_options o;
        o.delisting = [] { return delisting_policy{}; };
        service = std::make_unique<services::payment_service>(*db, time, std::move(gateways), std::move(o), observed);
    }
    services::opened_payment open(const services::payment_wish& wish) { return await(io, service->open(wish)); }
    services::opened_payment open(std::int64_t account, std::int64_t cents, payment_method m = payment_method::btc,
                                  std::optional<std::string> key = {})
    {
        services::payment_wish w;
        w.account = account;
        w.method = m;
        w.amount = {cents, usd};
        w.surcharge = m == payment_method::card ? (cents * 75 + 500) / 1000 : 0;
        if (key) w.key = store::payment_key{.token = 7, .key = *key};
        return open(w);
    }
    services::heard deliver(fake_gateway& from, webhook_delivery d)
    {
        d.at = time.now_seconds();
        return await(io, service->hear(*service->gateway(from.name()), d));
    }
    void deliver_all(fake_gateway& from)
    {
        while (!from.outgoing.empty()) {
            (void)deliver(from, from.outgoing.front());
            from.outgoing.pop_front();
        }
    }
    int look_after() { return await(io, service->look_after()); }
    void pay(fake_gateway& at, const std::string& id, std::int64_t cents, payment_state s)
    {
        at.invoices.at(id).paid.cents += cents;
        at.invoices.at(id).state = s;
        at.tell(id);
    }
    template <class Work>
    auto read(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db->read_now([&](soci::session& s) -> parsed<result> { return work(s); }).value();
    }
    template <class Work>
    void write(Work work)
    {
        ASSERT_TRUE(db->write_now([&](soci::session& s) -> parsed<std::int64_t> { return work(s); }));
    }
    payment payment_now(std::int64_t id)
    {
        return read([&](soci::session& s) { return store::payment_table::find(s, id).value(); });
    }
    std::int64_t balance(const std::string& account)
    {
        return read([&](soci::session& s) {
            return store::sql::only<std::int64_t>(
                       s, "SELECT CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM ledger_balance WHERE account = :account",
                       {account})
                .value();
        });
    }
    std::int64_t funds(std::int64_t account) { return balance("funds:" + std::to_string(account)); }
    std::int64_t frozen(std::int64_t account)
    {
        return read([&](soci::session& s) { return store::ledger_table::funds(s, account, usd).frozen.cents; });
    }
    job order(std::int64_t account, const std::string& subject, std::int64_t cents)
    {
        return db
            ->write_now([&](soci::session& s) -> parsed<job> {
                store::delisting_order o;
                o.account = account;
                o.subject = subject;
                o.blocklist = "example-ip";
                o.fee = {cents, usd};
                o.at = time.now_seconds();
                return store::place_order(s, o, {}).what;
            })
            .value();
    }
    job job_now(std::int64_t id)
    {
        return read([&](soci::session& s) { return store::find_job(s, id).value(); });
    }
    void expect_balanced()
    {
        store::ledger_table book(*db);
        const auto report = book.verify();
        ASSERT_TRUE(report);
        EXPECT_TRUE(report->balanced()) << report->wrong.at(0);
    }

    moved_clock time;
    counting_observer observed;
    fake_gateway cards{"stripe"};
    fake_gateway coins{"btcpay"};
    std::unique_ptr<services::payment_service> service;
};

}  // namespace offlist::test
