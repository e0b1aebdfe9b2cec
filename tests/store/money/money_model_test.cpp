// ledger_table and delisting_table against a model of a few lines: who has how much, and which orders wait.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <store/delistings/delisting_table.hpp>
#include <store/money/ledger_table.hpp>

#include "delisting/make_job.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

struct command {
    enum kind : std::uint8_t { pay, order, cancel, adjust } what = pay;
    int which = 0;           // payment, subject or key: few, so that they come again
    std::int64_t cents = 0;  // of a payment or an adjustment
};

std::ostream& operator<<(std::ostream& out, const command& c)
{
    constexpr const char* names[] = {"pay", "order", "cancel", "adjust"};
    return out << names[c.what] << ' ' << c.which << ' ' << c.cents;
}

// What the books should say. Orders wait in the order in which they came, and a cheaper one never overtakes.
struct model {
    std::int64_t funds = 0;
    std::set<int> payments;
    std::map<int, std::int64_t> keys;
    std::map<int, std::int64_t> held;  // subject to delisting
    std::deque<std::pair<int, std::int64_t>> waiting;

    void start_waiting()
    {
        while (!waiting.empty() && funds >= delisting_fee.cents) {
            funds -= delisting_fee.cents;
            held.insert(waiting.front());
            waiting.pop_front();
        }
    }
    [[nodiscard]] bool is_live(int subject) const
    {
        return held.contains(subject) ||
               std::any_of(waiting.begin(), waiting.end(), [subject](const auto& w) { return w.first == subject; });
    }
};

class money_model {
public:
    explicit money_model(database& db) : db_(db)
    {
        account_ = write([](soci::session& s) { return account_table::create(s, "A", "a@example.org", staff()).id; });
    }

    void apply_command(const command& c)
    {
        switch (c.what) {
            case command::pay: {
                const auto outcome = write([&](soci::session& s) {
                    return receive_payment(s,
                                           {.gateway = "stripe",
                                            .external_id = name(c.which),
                                            .account = account_,
                                            .amount = {c.cents, usd},
                                            .at = noon},
                                           {});
                });
                const bool fresh = expected.payments.insert(c.which).second;
                RC_ASSERT((outcome == receipt_outcome::credited) == fresh);
                if (fresh) expected.funds += c.cents;
                return expected.start_waiting();
            }
            case command::order:
                return order(c.which);
            case command::cancel:
                return cancel(c.which);
            case command::adjust:
                return adjust(c);
        }
    }

    void compare()
    {
        const auto funds = write([this](soci::session& s) { return ledger_table::funds(s, account_, usd); });
        RC_ASSERT(funds.balance.cents == expected.funds);
        RC_ASSERT(funds.held.cents == static_cast<std::int64_t>(expected.held.size()) * delisting_fee.cents);
    }

    model expected;

private:
    template <class Work>
    std::invoke_result_t<Work&, soci::session&> write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db_.write_now([&](soci::session& s) -> parsed<result> { return work(s); }).value();
    }
    // Accounts share a store, and payments and keys are the whole store's.
    [[nodiscard]] std::string name(int which) const { return std::to_string(account_) + '.' + std::to_string(which); }
    void order(int subject)
    {
        const auto placed = write([&](soci::session& s) {
            return place_order(s,
                               {.account = account_,
                                .subject = name(subject),
                                .blocklist = "example-ip",
                                .fee = delisting_fee,
                                .url = {},
                                .deadline = std::chrono::days{10},
                                .at = noon},
                               {});
        });
        RC_ASSERT(placed.accepted == !expected.is_live(subject));
        if (!placed.accepted) return;
        const bool starts = expected.funds >= delisting_fee.cents;
        RC_ASSERT((placed.what.state == job_state::held) == starts);
        if (starts) {
            expected.funds -= delisting_fee.cents;
            expected.held.emplace(subject, placed.what.id);
        } else {
            expected.waiting.emplace_back(subject, placed.what.id);
        }
    }
    void cancel(int subject)
    {
        std::int64_t id = 0;
        if (const auto held = expected.held.find(subject); held != expected.held.end()) id = held->second;
        for (const auto& [waits, delisting] : expected.waiting)
            if (waits == subject) id = delisting;
        if (id == 0) return;
        const auto done =
            write([&](soci::session& s) { return apply(s, id, job_event::cancel{}, noon, {}, "customer"); }).value();
        RC_ASSERT(!done.refused);
        if (expected.held.erase(subject) == 1) expected.funds += delisting_fee.cents;
        std::erase_if(expected.waiting, [subject](const auto& w) { return w.first == subject; });
        expected.start_waiting();
    }
    void adjust(const command& c)
    {
        if (c.cents == 0) return;
        const auto done = db_.write_now([&](soci::session& s) {
            return adjust_funds(s, {account_, {c.cents, usd}, "a reason", name(c.which), noon}, {});
        });
        const auto known = expected.keys.find(c.which);
        if (known != expected.keys.end()) {
            RC_ASSERT(done.has_value() == (known->second == c.cents));
            return expected.start_waiting();
        }
        const bool covered = expected.funds + c.cents >= 0;
        RC_ASSERT(done.value() == covered);
        if (!covered) return;
        expected.keys.emplace(c.which, c.cents);
        expected.funds += c.cents;
        expected.start_waiting();
    }

    database& db_;
    std::int64_t account_ = 0;
};

class money_model_test : public store_fixture {};

TEST_P(money_model_test, the_books_say_what_a_model_of_a_few_lines_says)
{
    EXPECT_TRUE(rc::check([this] {
        const auto commands = *rc::gen::container<std::vector<command>>(rc::gen::build<command>(
            rc::gen::set(&command::what, rc::gen::element(command::pay, command::order, command::order, command::cancel,
                                                          command::adjust)),
            rc::gen::set(&command::which, rc::gen::inRange(0, 5)),
            rc::gen::set(&command::cents, rc::gen::inRange<std::int64_t>(1, 9000))));
        money_model m(*db);
        for (command c : commands) {
            if (c.what == command::adjust) c.cents -= 4500;
            m.apply_command(c);
            m.compare();
        }
    }));
    const auto report = ledger_table(*db).verify().value();
    EXPECT_TRUE(report.balanced()) << testing::PrintToString(report.wrong);
}

INSTANTIATE_TEST_SUITE_P(stores, money_model_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

}  // namespace
}  // namespace offlist::store
