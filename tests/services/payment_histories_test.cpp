// Random histories of customers, gateways and their webhooks, with crashes in between. After every step the books
// balance, nothing was credited twice and nothing that is frozen was spent; in the end every cent that a gateway took
// is in an account, and every cent that went back has left one.
//
// OFFLIST_HISTORIES says how many (20), OFFLIST_SEED with which to begin (1); a failure names its seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <services/payment_world.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;

int from_environment(const char* name, int usual)
{
    const char* const text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing changes it
    return text == nullptr ? usual : std::atoi(text);
}

class payment_histories : public payment_world {
protected:
    int roll(int below) { return std::uniform_int_distribution<int>(0, below - 1)(dice); }
    fake_gateway& any_gateway() { return roll(2) == 0 ? cards : coins; }

    std::string any_reference()
    {
        const std::int64_t id = 1 + roll(5);
        const auto p = read([&](soci::session& s) { return store::payment_table::find(s, id); });
        return p ? reference_of(*p) : std::string();
    }
    void open_something()
    {
        fake_gateway& at = any_gateway();
        at.next_create = static_cast<fake_gateway::fault>(roll(3) == 0 ? 1 + roll(4) : 0);
        std::optional<std::string> key;
        if (roll(2) == 0) key = "key-" + std::to_string(roll(10));
        // one amount a key, or the second is another wish
        const std::int64_t cents = key ? 3500 : 1000 + roll(9000);
        (void)open(accounts.at(static_cast<std::size_t>(roll(2))), cents,
                   &at == &cards ? payment_method::card : payment_method::btc, key);
        at.next_create = fake_gateway::fault::none;
    }
    void change_something()
    {
        fake_gateway& at = any_gateway();
        if (roll(25) == 0) at.make(roll(2) == 0 ? order_of(1 + roll(5)) : any_reference(), time.now_seconds(), usd);
        if (at.invoices.empty()) return;
        auto chosen = std::next(at.invoices.begin(), roll(static_cast<int>(at.invoices.size())));
        payment_report& i = chosen->second;
        const int what = roll(6);
        if (what <= 2) {
            i.paid.cents += roll(3) == 0 ? 1 + roll(2000) : 3763;
            i.state = static_cast<payment_state>(static_cast<int>(payment_state::partial) + roll(3));
        } else if (what == 3 && i.paid.cents == 0) {
            i.state = roll(2) == 0 ? payment_state::expired : payment_state::invalid;
        } else if (what >= 4 && &at == &cards && i.paid.cents > 0) {
            claim_something(at, i);
        }
        at.tell(i.external_id);
    }
    // A refund or a dispute more, or what becomes of one; a lost one may be won, and a refund fail, later.
    void claim_something(fake_gateway& at, payment_report& i)
    {
        if (i.claims.size() < 3 && roll(2) == 0) {
            const auto kind = roll(3) == 0 ? claim_kind::refund : claim_kind::dispute;
            const std::string id =
                (kind == claim_kind::refund ? "re_" : "dp_") + std::to_string(9 - i.claims.size()) + i.external_id;
            const std::int64_t cents = roll(2) == 0 ? i.paid.cents : 1 + roll(static_cast<int>(i.paid.cents));
            at.claim(id, i.external_id, kind, static_cast<claim_state>(roll(4)), cents);
            return;
        }
        if (i.claims.empty()) return;
        const claim_report c = i.claims.at(static_cast<std::size_t>(roll(static_cast<int>(i.claims.size()))));
        const auto to = static_cast<claim_state>(roll(4));
        if (rank(to) > rank(c.state)) at.claim(c.id, i.external_id, c.kind, to, c.amount.cents);
    }
    void order_something()
    {
        const auto account = accounts.at(static_cast<std::size_t>(roll(2)));
        const job placed = order(account, "192.0.2." + std::to_string(++ordered), 1000 + roll(3000));
        EXPECT_EQ(placed.account, account);
    }
    // In any order, twice, or never.
    void deliver_something()
    {
        fake_gateway& at = any_gateway();
        if (at.outgoing.empty()) return;
        const auto chosen = at.outgoing.begin() + roll(static_cast<int>(at.outgoing.size()));
        const webhook_delivery d = *chosen;
        if (roll(3) != 0) at.outgoing.erase(chosen);
        if (roll(6) == 0) return;
        if (roll(5) == 0) at.next_read = fake_gateway::fault::broken;
        (void)deliver(at, d);
        at.next_read = fake_gateway::fault::none;
    }
    void step()
    {
        const int what = roll(20);
        if (what < 3) {
            open_something();
        } else if (what < 9) {
            change_something();
        } else if (what < 16) {
            deliver_something();
        } else if (what < 17) {
            order_something();
        } else if (what < 19) {
            time.at += std::chrono::seconds(roll(4000));
            (void)look_after();
        } else {
            restart();
        }
    }
    std::int64_t taken() const
    {
        std::int64_t all = 0;
        for (const auto* at : {&cards, &coins})
            for (const auto& [id, i] : at->invoices) all += i.paid.cents;
        return all;
    }
    // What the gateways say went back, as their rules allow: of one payment no more than came.
    std::int64_t went_back() const
    {
        std::int64_t all = 0;
        for (const auto& [id, i] : cards.invoices) {
            std::int64_t sum = 0;
            for (const claim_report& c : i.claims)
                if (c.state == claim_state::taken) sum += c.amount.cents;
            all += std::min(sum, i.paid.cents);
        }
        return all;
    }
    // A hold leaves what is frozen at that moment; so when all that came later is taken away again, funds may be short.
    void expect_no_hold_of_what_is_frozen()
    {
        for (const auto account : accounts) {
            const auto have = read([&](soci::session& s) { return store::ledger_table::funds(s, account, usd); });
            const auto waiting = read([&](soci::session& s) {
                return store::sql::only<std::int64_t>(s,
                                                      "SELECT fee FROM delisting WHERE account = :account AND state = "
                                                      "'awaiting_funds' ORDER BY id LIMIT 1",
                                                      {account});
            });
            if (waiting) {
                EXPECT_LT(have.balance.cents - have.frozen.cents, *waiting) << "what can start has started";
            }
        }
    }
    void expect_invariants()
    {
        expect_balanced();
        expect_no_hold_of_what_is_frozen();
        EXPECT_LE(-balance("gateway:stripe") - balance("gateway:btcpay"), taken());
        for (std::int64_t id = 1;; ++id) {
            const auto p = read([&](soci::session& s) { return store::payment_table::find(s, id); });
            if (!p) break;
            EXPECT_GE(rank(p->state), ranks[id]) << id;
            ranks[id] = rank(p->state);
            if (p->external_id.empty()) continue;
            const auto in_receipts = read([&](soci::session& s) {
                return store::sql::only<std::int64_t>(
                           s,
                           "SELECT CAST(COALESCE(SUM(cents + surcharge), 0) AS BIGINT) FROM receipt WHERE gateway = "
                           ":gateway AND (external_id = :id OR external_id LIKE :more)",
                           {p->gateway, p->external_id, p->external_id + "+%"})
                    .value();
            });
            EXPECT_EQ(in_receipts, p->received) << id;
        }
    }
    // The last news of everything arrives.
    void settle_down()
    {
        for (fake_gateway* at : {&cards, &coins}) {
            at->outgoing.clear();
            for (const auto& [id, i] : at->invoices) {
                at->tell(id);
            }
            deliver_all(*at);
        }
    }

    std::mt19937 dice;
    std::vector<std::int64_t> accounts;
    std::map<std::int64_t, int> ranks;
    int ordered = 0;
};

TEST_P(payment_histories, keep_every_cent_and_count_none_twice)
{
    const int first = from_environment("OFFLIST_SEED", 1);
    const int many = GetParam() == store::backend::sqlite ? from_environment("OFFLIST_HISTORIES", 20) : 2;
    for (int seed = first; seed < first + many; ++seed) {
        SCOPED_TRACE("OFFLIST_SEED=" + std::to_string(seed));
        dice.seed(static_cast<std::mt19937::result_type>(seed));
        service.reset();
        db.reset();
        if (GetParam() == store::backend::sqlite) {
            std::filesystem::remove_all(folder);
            std::filesystem::create_directory(folder);
        } else {
            options.url = postgres::instance().fresh_database();
        }
        time.at = store::noon;
        cards = fake_gateway("stripe");
        coins = fake_gateway("btcpay");
        ranks.clear();
        ordered = 0;
        store_fixture::open();
        restart();
        accounts = {make_account("A"), make_account("B")};
        for (int i = 0; i < 60 && !HasFailure(); ++i) {
            step();
            expect_invariants();
        }
        settle_down();
        expect_invariants();
        EXPECT_EQ(-balance("gateway:stripe") - balance("gateway:btcpay"), taken());
        EXPECT_EQ(balance("chargeback") + balance("refund"), went_back()) << "in whatever order it was heard";
        const std::int64_t before = funds(accounts[0]) + funds(accounts[1]);
        settle_down();
        EXPECT_EQ(funds(accounts[0]) + funds(accounts[1]), before);
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(databases, payment_histories,
                         testing::Values(store::backend::sqlite, store::backend::postgresql), store::backend_name);

}  // namespace
}  // namespace offlist::test
