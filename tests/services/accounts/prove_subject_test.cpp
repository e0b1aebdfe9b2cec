// The rounds that look for proofs of control.
#include <gmock/gmock.h>

#include <services/accounts/control_record.hpp>
#include <services/accounts/prove_subject.hpp>

#include "store/store_fixture.hpp"
#include "support/await.hpp"
#include "support/fake_resolver.hpp"

namespace offlist::services {
namespace {

using namespace std::chrono_literals;

class prove_subject_test : public store::store_fixture {
protected:
    owned_subject asks_for(std::int64_t account, const std::string& text)
    {
        store::actor by = store::staff();
        by.who.role = role::customer;
        return db
            ->write_now([&](soci::session& s) -> parsed<store::added_subject> {
                return store::subject_table::add(s, account, {.text = text, .label = {}, .file = {}}, by,
                                                 {.usual = {.subjects = 200, .addresses = 1'000'000}});
            })
            .value()
            .subject;
    }
    void publish(const owned_subject& s)
    {
        const auto record = record_for(s);
        dns.txt(record.at.front(), {record.value});
    }
    std::size_t round(std::chrono::seconds after)
    {
        return test::await(
                   io, prove_what_is_due(*db, dns, {.capacity = 1'000'000, .within = 24h, .now = store::noon + after}))
            .value();
    }
    owned_subject now(const owned_subject& s)
    {
        store::subject_table subjects(*db);
        return test::await(io, subjects.find(s.id)).value().value_or(owned_subject{});
    }

    test::fake_resolver dns;
};
INSTANTIATE_TEST_SUITE_P(both, prove_subject_test, testing::Values(store::backend::sqlite, store::backend::postgresql),
                         store::backend_name);

TEST_P(prove_subject_test, a_round_proves_what_is_published_and_asks_the_rest_again_later)
{
    const auto mine = make_account();
    const auto published = asks_for(mine, "example.org");
    const auto forgotten = asks_for(mine, "example.net");
    publish(published);
    EXPECT_EQ(round(0s), 1U);
    EXPECT_FALSE(now(published).pending);
    EXPECT_EQ(now(published).proof, control_proof::dns);
    EXPECT_TRUE(now(forgotten).pending);
    const auto asked = dns.asked().size();
    EXPECT_EQ(round(30s), 0U);
    EXPECT_EQ(dns.asked().size(), asked) << "it is not due";
    publish(forgotten);
    EXPECT_EQ(round(2min), 1U);
}

TEST_P(prove_subject_test, what_is_not_proved_in_time_is_removed_with_the_round)
{
    const auto waits = asks_for(make_account(), "example.org");
    dns.otherwise(answer_status::timeout);
    EXPECT_EQ(round(23h), 0U);
    EXPECT_TRUE(now(waits).pending);
    EXPECT_EQ(round(25h), 0U);
    EXPECT_EQ(now(waits).id, 0);
}

TEST_P(prove_subject_test, many_that_wait_are_looked_at_in_turn)
{
    const auto mine = make_account();
    std::vector<owned_subject> all;
    for (int n = 0; n < 100; ++n) all.push_back(asks_for(mine, "host" + std::to_string(n) + ".example.org"));
    for (const owned_subject& s : all) publish(s);
    std::size_t proved = 0;
    for (int n = 0; n < 3; ++n) proved += round(0s);
    EXPECT_EQ(proved, 100U);
}

TEST(proof_of_control, is_looked_for_soon_at_first_and_then_seldom)
{
    using std::chrono::sys_seconds;
    const sys_seconds made{};
    EXPECT_EQ(next_look(made, made) - made, 1min);
    EXPECT_EQ(next_look(made, made + 80min), made + 90min);
    EXPECT_EQ(next_look(made, made + 24h * 20), made + 24h * 20 + 6h);
    EXPECT_EQ(next_look(made, made - 1h), made - 1h + 1min) << "a clock that went back";
}

}  // namespace
}  // namespace offlist::services
