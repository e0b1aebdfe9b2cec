// Keys of requests: one of any number is fresh, and only who still has the claim keeps its answer.
#include <gtest/gtest.h>

#include <store/accounts/idempotency_table.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using std::chrono::seconds;

class idempotency_test : public store_fixture {
protected:
    bool finished(const idempotent_request& r)
    {
        auto keep = [&r](soci::session& s) -> parsed<bool> {
            return idempotency_table::finish(s, r, {.status = 201, .content_type = "t", .body = "b"});
        };
        return db->write_now(keep).value();
    }
};

INSTANTIATE_TEST_SUITE_P(both, idempotency_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(idempotency_test, of_the_same_request_fifty_times_at_once_one_is_fresh)
{
    idempotency_table answers(*db);
    idempotent_request r{.token = 3, .key = "k", .operation = "POST /v1/accounts", .body_hash = "aa"};
    std::vector<boost::asio::awaitable<parsed<claim_result>>> work;
    for (int i = 0; i < 50; ++i) work.push_back(answers.begin(r, noon));
    int fresh = 0;
    for (const auto& c : test::await_all(io, std::move(work)))
        if (c.value().what == key_claim::fresh) {
            ++fresh;
            r.claim = c.value().claim;
        }
    EXPECT_EQ(fresh, 1);
    EXPECT_TRUE(finished(r));
    EXPECT_EQ(test::await(io, answers.begin(r, noon)).value().answer->status, 201);
    auto other = r;
    other.body_hash = "bb";
    EXPECT_EQ(test::await(io, answers.begin(other, noon)).value().what, key_claim::differs);
    EXPECT_EQ(test::await(io, answers.begin(other, noon + idempotency_kept)).value().what, key_claim::fresh);
}

TEST_P(idempotency_test, a_claim_that_was_taken_over_keeps_no_answer)
{
    idempotency_table answers(*db);
    idempotent_request slow{.token = 3, .key = "k", .operation = "POST /v1/accounts", .body_hash = "aa"};
    idempotent_request later = slow;
    slow.claim = test::await(io, answers.begin(slow, noon)).value().claim;
    EXPECT_EQ(test::await(io, answers.begin(later, noon + idempotency_claim - seconds(1))).value().what,
              key_claim::running);
    later.claim = test::await(io, answers.begin(later, noon + idempotency_claim)).value().claim;
    EXPECT_FALSE(finished(slow));
    ASSERT_TRUE(test::await(io, answers.abandon(slow)));
    EXPECT_TRUE(finished(later)) << "what is slow gives back its own claim only";
    EXPECT_FALSE(finished(later)) << "one answer";
}

TEST_P(idempotency_test, what_a_process_left_without_an_answer_may_be_done_anew)
{
    idempotency_table answers(*db);
    idempotent_request done{.token = 3, .key = "done", .operation = "POST /v1/accounts", .body_hash = "aa"};
    idempotent_request left = done;
    left.key = "left";
    done.claim = test::await(io, answers.begin(done, noon)).value().claim;
    left.claim = test::await(io, answers.begin(left, noon)).value().claim;
    EXPECT_TRUE(finished(done));
    EXPECT_EQ(test::await(io, answers.free_unanswered()).value(), 1);
    EXPECT_EQ(test::await(io, answers.begin(done, noon)).value().what, key_claim::answered);
    EXPECT_FALSE(finished(left)) << "by a neighbour whose claim went";
    EXPECT_EQ(test::await(io, answers.begin(left, noon)).value().what, key_claim::fresh);
}

}  // namespace
}  // namespace offlist::store
