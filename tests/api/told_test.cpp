// What a customer is told: what it costs by each way, what was done for the money, the odds, receipts and statements.
#include <gmock/gmock.h>

#include <core/timestamp.hpp>
#include <services/fake_gateway.hpp>
#include <services/payments/payment_service.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/engine/sql.hpp>
#include <support/fontconfig_leak.hpp>

#include "api/shop.hpp"

namespace offlist::test {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {

using namespace std::chrono_literals;

class deaf_observer final : public services::payment_observer {
public:
    void payment_moved(const payment&, payment_state, std::int64_t, std::int64_t) override {}
    void money_unmatched(std::string_view, std::string_view, std::int64_t) override {}
    void webhook_done(std::string_view, std::string_view, bool) override {}
    void webhook_refused(std::string_view, refused_webhook) override {}
    void gateway_failed(std::string_view, const gateway_failure&) override {}
    void suspense_claimed(std::string_view, std::string_view, std::int64_t, std::int64_t) override {}
    void reconciled(std::string_view, std::int64_t, std::int64_t, bool) override {}
};

struct told_test : shop {
    told_test()
    {
        std::vector<std::unique_ptr<payment_gateway>> borrowed;
        borrowed.push_back(std::make_unique<borrowed_gateway>(cards));
        borrowed.push_back(std::make_unique<borrowed_gateway>(coins));
        services::payment_options o;
        o.delisting = [this] { return with.program.selling->policy; };
        till =
            std::make_unique<services::payment_service>(*with.db, with.time, std::move(borrowed), std::move(o), deaf);
        api::api_ports ports = with.ports();
        ports.payments = till.get();
        paid = std::make_unique<http::router>(api::make_router(ports));
    }

    answered ask(const asked& what) { return with.ask_of(*paid, what); }
    answered get(const std::string& path, const std::string& token) { return ask({"GET", path, token}); }
    answered post(const std::string& path, const std::string& token, const nlohmann::json& body)
    {
        return ask({"POST", path, token, body.dump()});
    }
    void sold_by_a_company()
    {
        delisting_terms terms = *with.program.selling;
        terms.company = seller{"Example Hosting GmbH", "1 Example Street\n12345 Example", "VAT DE123456789"};
        with.program.selling = std::make_shared<const delisting_terms>(terms);
    }
    std::string task() { return get("/v1/tasks", staff).json().at("items").at(0).at("id"); }
    /// Staff asks the operator by hand.
    void submit(const char* note = "used the portal of Ann")
    {
        const std::string id = task();
        ASSERT_EQ(post("/v1/tasks/" + id + "/claim", staff, nlohmann::json::object()).status, 200U);
        const answered a = post("/v1/tasks/" + id + "/complete", staff, {{"outcome", "submitted"}, {"note", note}});
        ASSERT_EQ(a.status, 200U) << a.text;
    }
    void reject(const char* note)
    {
        const std::string id = task();
        ASSERT_EQ(post("/v1/tasks/" + id + "/claim", staff, nlohmann::json::object()).status, 200U);
        const answered a = post("/v1/tasks/" + id + "/complete", staff, {{"outcome", "rejected"}, {"note", note}});
        ASSERT_EQ(a.status, 200U) << a.text;
    }
    /// DNS proves a job until it has ended.
    void prove(std::int64_t id)
    {
        for (int n = 0; n < 100; ++n) {
            with.time.advance(31min);
            const auto over = with.db->write_now([&](soci::session& s) -> parsed<bool> {
                const job_event::seen e{{verdict::clean, with.time.now_seconds(), 60s, 0}, true};
                const auto done = store::apply(s, id, e, with.time.now_seconds(), with.program.selling->policy, "dns");
                return is_last(done->now.state);
            });
            ASSERT_TRUE(over);
            if (*over) return;
        }
        FAIL() << "it does not end";
    }
    /// The first card payment has come, says its gateway.
    void settle(std::int64_t cents)
    {
        cards.invoices.at("st_1").paid.cents = cents;
        cards.invoices.at("st_1").state = payment_state::settled;
        const answered a =
            ask({"POST", "/v1/gateways/stripe/webhook", "", fake_gateway::event(1, "st_1"), {{"signature", "good"}}});
        ASSERT_EQ(a.status, 200U) << a.text;
    }
    /// A removal that was paid, and worked.
    std::string worked(const std::string& subject)
    {
        listed(own, subject, "alpha");
        const std::string id = order(subject).json().at("id");
        with.time.advance(1min);
        submit();
        with.time.advance(9h);
        gone(subject, "alpha");
        prove(std::stoll(id.substr(4)));
        EXPECT_EQ(get("/v1/delistings/" + id, customer).json().at("state"), "succeeded");
        return id;
    }

    fake_gateway cards{"stripe"};
    fake_gateway coins{"btcpay"};
    deaf_observer deaf;
    std::unique_ptr<services::payment_service> till;
    std::unique_ptr<http::router> paid;
};

nlohmann::json usd_of(std::int64_t cents)
{
    return {{"amount", cents}, {"currency", "USD"}};
}

}  // namespace

TEST_F(told_test, a_quote_says_the_total_by_each_way_and_the_free_one)
{
    listed(own, "192.0.2.7", "alpha");
    const auto q = get("/v1/quotes?subject=192.0.2.7&blocklist=alpha", customer).json();
    EXPECT_THAT(q.at("pay").at("text").get<std::string>(),
                AllOf(HasSubstr("37.63 USD by card"), HasSubstr("35.00 USD in BTC")));
    EXPECT_EQ(q.at("pay").at("ways").at(0),
              (nlohmann::json{
                  {"method", "card"}, {"amount", usd_of(3500)}, {"surcharge", usd_of(263)}, {"total", usd_of(3763)}}));
    EXPECT_NE(q.at("free").at("text"), "");
    const auto unsold = get("/v1/quotes?subject=192.0.2.8&blocklist=alpha", customer).json();
    EXPECT_TRUE(unsold.at("pay").is_null()) << "nothing is asked for";
}

TEST_F(told_test, an_order_that_waits_says_them_too_for_what_is_missing)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 2500);
    const auto made =
        post("/v1/delistings", customer, {{"subject", "192.0.2.7"}, {"blocklist", "alpha"}, {"expected_fee", 3500}})
            .json();
    ASSERT_EQ(made.at("state"), "awaiting_funds");
    EXPECT_THAT(made.at("pay").at("text").get<std::string>(), HasSubstr("10.75 USD by card"));
    EXPECT_THAT(made.at("free").at("text").get<std::string>(), HasSubstr("https://alpha.example/remove?ip=192.0.2.7"));
    const std::string id = made.at("id");
    EXPECT_EQ(get("/v1/delistings/" + id, customer).json().at("pay"), made.at("pay"));
    EXPECT_EQ(get("/v1/delistings", customer).json().at("items").at(0).at("pay"), made.at("pay"));
    credit(own, 1000);
    EXPECT_TRUE(get("/v1/delistings/" + id, customer).json().at("pay").is_null()) << "nothing is asked for any more";
}

TEST_F(told_test, so_does_a_payment_while_it_can_be_paid)
{
    const auto made = post("/v1/payments", customer, {{"amount", 3500}, {"method", "card"}}).json();
    EXPECT_THAT(made.at("pay").at("text").get<std::string>(), HasSubstr("35.00 USD in BTC"));
    EXPECT_THAT(made.at("free").at("text").get<std::string>(), HasSubstr("free"));
}

TEST_F(told_test, the_methods_are_listed_with_gateway_and_surcharge)
{
    const auto items = get("/v1/payment-methods", customer).json().at("items");
    ASSERT_FALSE(items.empty());
    EXPECT_EQ(items.at(0).at("method"), "card");
    EXPECT_EQ(items.at(0).at("gateway"), "stripe");
    EXPECT_EQ(items.at(0).at("surcharge_per_mille"), 75);
    EXPECT_EQ(items.at(0).at("brands").at(0), "Visa");
    for (const auto& one : items) {
        if (one.at("method") == "card") continue;
        EXPECT_EQ(one.at("surcharge_per_mille"), 0) << one;
    }
    EXPECT_TRUE(with.get("/v1/payment-methods", customer).json().at("items").empty()) << "no gateway is set up";
}

TEST_F(told_test, a_customer_reads_what_was_asked_and_answered_and_no_name)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const std::string id = order("192.0.2.7").json().at("id");
    submit("ticket 12, logged in as Ann");
    const auto shown = get("/v1/delistings/" + id, customer);
    const auto told = shown.json().at("correspondence");
    ASSERT_EQ(told.size(), 1U) << shown.text;
    EXPECT_EQ(told.at(0).at("fate"), "sent");
    EXPECT_EQ(told.at(0).at("to"), "https://alpha.example/remove?ip=192.0.2.7");
    EXPECT_THAT(shown.text, AllOf(Not(HasSubstr("ticket 12")), Not(HasSubstr("Ann")), Not(HasSubstr("tok_"))));
    EXPECT_EQ(get("/v1/delistings/" + id, stranger).status, 404U);
}

TEST_F(told_test, the_odds_are_told_from_five_jobs_on_and_cancelled_ones_are_none)
{
    credit(own, 100'000);
    for (int n = 1; n <= 3; ++n) worked("192.0.2." + std::to_string(n));
    listed(own, "192.0.2.20", "alpha");
    const std::string called_off = order("192.0.2.20").json().at("id");
    ASSERT_EQ(post("/v1/delistings/" + called_off + "/cancel", customer, nlohmann::json::object()).status, 200U);
    listed(own, "192.0.2.21", "alpha");
    (void)order("192.0.2.21");
    reject("they want a PTR first");
    const auto odds = [&] { return get("/v1/quotes?subject=192.0.2.20&blocklist=alpha", customer).json().at("odds"); };
    EXPECT_TRUE(odds().is_null()) << "four jobs are no odds, and a cancelled one is no job";
    worked("192.0.2.5");
    const auto told = odds();
    EXPECT_EQ(told.at("jobs"), 5);
    EXPECT_EQ(told.at("removed"), 4);
    EXPECT_THAT(told.at("text").get<std::string>(), HasSubstr("4 of 5 removed, median 9 h"));
    EXPECT_EQ(told.at("watched"), 0);
}

TEST_F(told_test, a_relisting_in_time_is_worked_once_more_for_free)
{
    credit(own, 5000);
    const std::string first = worked("192.0.2.7");
    EXPECT_EQ(funds(own).at("balance"), usd_of(1500));
    with.time.advance(6 * 24h);
    listed(own, "192.0.2.7", "alpha");
    const auto q = quote("192.0.2.7");
    EXPECT_EQ(q.at("fee"), usd_of(0)) << "the quote says so before";
    EXPECT_EQ(q.at("again_of"), first);
    EXPECT_THAT(q.at("terms").at(0).get<std::string>(), HasSubstr("free"));
    const answered a = with.post("/v1/delistings", customer,
                                 {{"subject", "192.0.2.7"}, {"blocklist", "alpha"}, {"expected_fee", q.at("fee")}});
    ASSERT_EQ(a.status, 201U) << a.text;
    EXPECT_EQ(a.json().at("state"), "held") << "it waits for no money";
    EXPECT_EQ(a.json().at("again_of"), first);
    EXPECT_EQ(a.json().at("fee"), usd_of(0));
    EXPECT_EQ(funds(own), funds_with(usd_of(1500), usd_of(0)));
    const std::string second = a.json().at("id");
    submit();
    with.time.advance(1h);
    gone("192.0.2.7", "alpha");
    prove(std::stoll(second.substr(4)));
    EXPECT_EQ(get("/v1/delistings/" + second, customer).json().at("state"), "succeeded");
    EXPECT_EQ(funds(own), funds_with(usd_of(1500), usd_of(0)));
    expect_balanced();
    with.time.advance(1h);
    listed(own, "192.0.2.7", "alpha");
    EXPECT_EQ(quote("192.0.2.7").at("fee"), usd_of(3500)) << "once";
}

TEST_F(told_test, a_free_one_that_was_called_off_may_be_ordered_again_and_a_late_relisting_costs)
{
    credit(own, 10'000);
    const std::string first = worked("192.0.2.7");
    with.time.advance(24h);
    listed(own, "192.0.2.7", "alpha");
    // at the full price, as somebody orders who did not ask for a quote: that is not refused
    const answered a = order("192.0.2.7");
    ASSERT_EQ(a.status, 201U) << a.text;
    EXPECT_EQ(a.json().at("fee"), usd_of(0));
    ASSERT_EQ(
        post("/v1/delistings/" + a.json().at("id").get<std::string>() + "/cancel", customer, nlohmann::json::object())
            .status,
        200U);
    EXPECT_EQ(quote("192.0.2.7").at("again_of"), first);
    gone("192.0.2.7", "alpha");
    with.time.advance(7 * 24h);
    listed(own, "192.0.2.7", "alpha");
    EXPECT_EQ(quote("192.0.2.7").at("fee"), usd_of(3500));
    EXPECT_TRUE(quote("192.0.2.7").at("again_of").is_null());
    delisting_terms never = *with.program.selling;
    never.policy.again_within = std::chrono::seconds{0};
    with.program.selling = std::make_shared<const delisting_terms>(never);
    EXPECT_EQ(quote("192.0.2.7").at("fee"), usd_of(3500));
    expect_balanced();
}

TEST_F(told_test, a_receipt_is_numbered_when_the_money_has_come_and_frozen_when_it_is_asked_for)
{
    const std::string id = post("/v1/payments", customer, {{"amount", 3500}, {"method", "card"}}).json().at("id");
    const std::string path = "/v1/payments/" + id + "/receipt";
    EXPECT_EQ(get(path, customer).problem(), "no-document-yet");
    with.time.advance(10min);
    settle(3763);
    ASSERT_EQ(get("/v1/payments/" + id, customer).json().at("state"), "settled");
    const answered nobody = get(path, customer);
    EXPECT_EQ(nobody.problem(), "no-company");
    EXPECT_THAT(nobody.text, HasSubstr("[company]"));
    sold_by_a_company();
    const auto first = get(path, customer).json();
    EXPECT_EQ(first.at("number"), "R-000001");
    EXPECT_THAT(first.at("from").get<std::string>(), HasSubstr("VAT DE123456789"));
    EXPECT_THAT(first.dump(), AllOf(HasSubstr("37.63 USD"), HasSubstr("2.63 USD"), HasSubstr("Own"), HasSubstr(id)));
    delisting_terms moved = *with.program.selling;
    moved.company->name = "Another GmbH";
    with.program.selling = std::make_shared<const delisting_terms>(moved);
    EXPECT_EQ(get(path, customer).json(), first) << "what was issued stays";
    const answered pdf = get(path + "?format=pdf", customer);
    EXPECT_EQ(pdf.content_type, "application/pdf");
    EXPECT_TRUE(pdf.text.starts_with("%PDF-"));
    EXPECT_EQ(get(path + "?format=pdf", staff).text, pdf.text) << "the same octets";
    const answered page = ask({"GET", path, customer, "", {{"accept", "text/html"}}});
    EXPECT_THAT(page.content_type, HasSubstr("text/html"));
    EXPECT_THAT(page.text, HasSubstr("R-000001"));
    EXPECT_EQ(get(path, stranger).status, 404U);
    EXPECT_EQ(get("/v1/payments/pay_99/receipt", customer).status, 404U);
    expect_balanced();
}

TEST_F(told_test, a_report_tells_what_was_done_for_the_money)
{
    sold_by_a_company();
    credit(own, 10'000);
    const std::string id = worked("192.0.2.7");
    listed(own, "192.0.2.8", "alpha");
    const std::string open = order("192.0.2.8").json().at("id");
    EXPECT_EQ(get("/v1/delistings/" + open + "/report", customer).problem(), "no-document-yet");
    reject("they want a PTR first");
    const auto good = get("/v1/delistings/" + id + "/report", customer);
    EXPECT_EQ(good.json().at("number"), "D-000001");
    EXPECT_THAT(good.text, AllOf(HasSubstr("35.00 USD is earned"), HasSubstr("it reached the operator"),
                                 Not(HasSubstr("portal of Ann")), Not(HasSubstr("tok_"))));
    const auto bad = get("/v1/delistings/" + open + "/report", customer);
    EXPECT_EQ(bad.json().at("number"), "D-000002");
    EXPECT_THAT(bad.text, AllOf(HasSubstr("they want a PTR first"), HasSubstr("went back to the account's funds")));
    EXPECT_EQ(get("/v1/delistings/" + id + "/report", stranger).status, 404U);
    EXPECT_TRUE(get("/v1/delistings/" + id + "/report?format=pdf", customer).text.starts_with("%PDF-"));
}

TEST_F(told_test, a_statement_opens_and_closes_and_adds_up_in_the_customers_words)
{
    sold_by_a_company();
    const std::string pay = post("/v1/payments", customer, {{"amount", 5000}, {"method", "card"}}).json().at("id");
    with.time.advance(10min);
    settle(5375);
    const auto middle = with.time.now_seconds() + 1h;
    with.time.advance(2h);
    const std::string id = worked("192.0.2.7");
    listed(own, "192.0.2.8", "alpha");
    const std::string account = public_id("acc", own);
    const std::string period = "?from=" + timestamp(middle) + "&to=" + timestamp(with.time.now_seconds() + 1h);
    const answered a = get("/v1/accounts/" + account + "/statements" + period, customer);
    ASSERT_EQ(a.status, 200U) << a.text;
    const auto s = a.json();
    EXPECT_EQ(s.at("opening"), usd_of(5000));
    EXPECT_EQ(s.at("closing"), usd_of(1500));
    ASSERT_EQ(s.at("items").size(), 1U) << a.text;
    EXPECT_EQ(s.at("items").at(0).at("amount"), usd_of(-3500));
    EXPECT_EQ(s.at("items").at(0).at("reference"), id);
    const auto all =
        get("/v1/accounts/" + account + "/statements?from=2026-01-01T00:00:00Z&to=2027-12-01T00:00:00Z", customer);
    EXPECT_EQ(all.json().at("opening"), usd_of(0));
    EXPECT_EQ(all.json().at("items").at(0).at("what"), "Payment " + pay + " by card");
    EXPECT_THAT(all.text, AllOf(Not(HasSubstr("receipt:")), Not(HasSubstr("st_1"))));
    const answered csv = get("/v1/accounts/" + account + "/statements" + period + "&format=csv", customer);
    EXPECT_THAT(csv.text, AllOf(HasSubstr("Opening balance,,,50.00,USD"), HasSubstr(id + ",-35.00,15.00,USD"),
                                HasSubstr("Closing balance,,,15.00,USD")));
    EXPECT_TRUE(
        get("/v1/accounts/" + account + "/statements" + period + "&format=pdf", customer).text.starts_with("%PDF-"));
    EXPECT_EQ(get("/v1/accounts/" + account + "/statements" + period, stranger).status, 404U);
    const answered wrong =
        get("/v1/accounts/" + account + "/statements?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", customer);
    EXPECT_EQ(wrong.status, 400U);
}

TEST_F(told_test, staff_reads_the_books_by_month_and_the_results_by_list)
{
    credit(own, 5000);
    worked("192.0.2.7");
    const auto trial = get("/v1/reports/trial-balance?month=2026-11", staff).json();
    std::int64_t sum = 0;
    for (const auto& line : trial.at("items")) sum += line.at("closing").at("amount").get<std::int64_t>();
    EXPECT_EQ(sum, 0);
    EXPECT_FALSE(trial.at("items").empty());
    EXPECT_EQ(get("/v1/reports/trial-balance?month=2026-13", staff).status, 400U);
    const auto lists = get("/v1/reports/delistings", staff).json().at("items");
    ASSERT_EQ(lists.size(), 1U);
    EXPECT_EQ(lists.at(0).at("succeeded"), 1);
    const auto suspense = get("/v1/reports/suspense", staff).json();
    EXPECT_EQ(suspense.at("balances").at(0), usd_of(-5000)) << "staff's top-ups come from there";
    EXPECT_EQ(suspense.at("items").size(), 1U);
    const std::string pay = post("/v1/payments", customer, {{"amount", 3500}, {"method", "card"}}).json().at("id");
    EXPECT_EQ(get("/v1/payments/" + pay + "/history", staff).json().at("items").at(0).at("to"), "created");
    EXPECT_EQ(get("/v1/payments/" + pay + "/history", customer).status, 404U);
}

}  // namespace offlist::test
