// kill -9 at each named failpoint and at random moments, workers that sleep through their lease: no mail is sent twice,
// no fee is lost, charged twice or credited twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <set>
#include <store/delistings/staff_tasks.hpp>
#include <store/money/ledger_table.hpp>
#include <support/smtp_sink.hpp>
#include <thread>

#include "services/child.hpp"
#include "services/services_world.hpp"
#include "store/live_jobs.hpp"

namespace offlist {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using kinds = std::vector<std::string>;

class crash_test : public testing::Test {
public:
    ~crash_test() override
    {
        const auto report = store::ledger_table(*store.db).verify().value();
        EXPECT_TRUE(report.balanced()) << testing::PrintToString(report.wrong);
    }

protected:
    std::map<std::string, std::string> environment(const std::string& failpoint, int lease = 600) const
    {
        return {{"OFFLIST_CHILD_STORE", store.url()},
                {"OFFLIST_CHILD_SMTP", std::to_string(sink.port())},
                {"OFFLIST_CHILD_LEASE", std::to_string(lease)},
                {"OFFLIST_FAILPOINT", failpoint}};
    }
    std::int64_t order(const std::string& on = "mail", const std::string& subject = "192.0.2.7")
    {
        const auto lists = lists_of_all_ways();
        return store.order(*lists.find(on), subject, time.now_seconds());
    }
    void an_hour_later()
    {
        (void)store.write([this](soci::session& s) { return store::let_time_pass(s, time.now_seconds() + 1h, {}); });
    }
    // Dies at the failpoint.
    void killed_at(const std::string& failpoint)
    {
        child c("works_once", environment(failpoint));
        const int status = c.wait();
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << failpoint << " was not reached";
    }
    void next_worker()
    {
        child c("works_once", environment(""));
        EXPECT_EQ(c.wait(), 0);
    }

    desk_store store{100'000};
    test::smtp_sink sink;
    real_clock time;
};

struct death {
    std::string failpoint;
    std::size_t mails;     // that the operator has when the worker is dead
    job_state state;       // of the job then
    kinds evidence;        // then
    job_state afterwards;  // when the lease has run out and another worker has looked
    std::size_t mails_afterwards;
};

class crash_at : public crash_test, public testing::WithParamInterface<death> {};

TEST_P(crash_at, leaves_what_is_known_and_sends_nothing_twice)
{
    const death& d = GetParam();
    const auto id = order();
    killed_at(d.failpoint);
    EXPECT_EQ(sink.mails().size(), d.mails);
    EXPECT_EQ(store.job_of(id).state, d.state);
    EXPECT_EQ(store.evidence_kinds(id), d.evidence);
    an_hour_later();
    next_worker();
    EXPECT_EQ(store.job_of(id).state, d.afterwards);
    EXPECT_EQ(sink.mails().size(), d.mails_afterwards);
    const int open = d.afterwards == job_state::uncertain ? 1 : 0;
    EXPECT_EQ(store.count("staff_task WHERE state = 'open' AND kind = 'find_out'"), open);
}

std::string name_of(const testing::TestParamInfo<death>& which)
{
    std::string name = which.param.failpoint;
    for (char& c : name)
        if (c == '.' || c == ':') c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(
    failpoints, crash_at,
    testing::Values(
        // before the intent is on record nothing has happened: the next worker does it
        death{"store.before_commit", 0, job_state::held, {}, job_state::submitted, 1},
        death{"store.after_commit", 0, job_state::submitting, {"intent"}, job_state::uncertain, 0},
        death{"removal.after_intent", 0, job_state::submitting, {"intent"}, job_state::uncertain, 0},
        death{"smtp.before_end", 0, job_state::submitting, {"intent"}, job_state::uncertain, 0},
        death{"removal.after_sending", 1, job_state::submitting, {"intent"}, job_state::uncertain, 1},
        death{"store.before_commit:2", 1, job_state::submitting, {"intent"}, job_state::uncertain, 1},
        death{"store.after_commit:2", 1, job_state::submitted, {"intent", "received"}, job_state::submitted, 1},
        death{"removal.after_record", 1, job_state::submitted, {"intent", "received"}, job_state::submitted, 1}),
    name_of);

TEST_F(crash_test, a_worker_that_sleeps_before_the_end_of_its_mail_does_not_send_it)
{
    const auto id = order();
    child c("works_once", environment("smtp.before_end:stop", 2));
    ASSERT_TRUE(c.wait_until_stopped());
    an_hour_later();
    EXPECT_EQ(store.job_of(id).state, job_state::uncertain);
    std::this_thread::sleep_for(1100ms);  // the other process lives by the machine's clock: half its lease
    c.signal(SIGCONT);
    EXPECT_EQ(c.wait(), 0);
    EXPECT_THAT(sink.mails(), IsEmpty());
    EXPECT_EQ(store.job_of(id).state, job_state::uncertain);
    EXPECT_THAT(store.evidence_kinds(id), ElementsAre("intent")) << "a lost lease writes nothing";
}

TEST_F(crash_test, a_worker_that_sleeps_before_it_records_does_not_undo_what_staff_found_out)
{
    const auto id = order();
    child c("works_once", environment("removal.after_sending:stop"));
    ASSERT_TRUE(c.wait_until_stopped());
    an_hour_later();
    (void)store.write([&](soci::session& s) {
        const auto task = store::open_tasks(s, 0, 1).at(0).id;
        (void)store::claim_task(s, task, "ann", time.now_seconds() + 1h, {});
        return store::complete_task(s, task, "ann", store::task_outcome::rejected, "they do not want to",
                                    time.now_seconds() + 1h, {});
    });
    c.signal(SIGCONT);
    std::string line, warned;
    while (c.read_line(line))
        if (line.starts_with("warned ")) warned = line;
    EXPECT_EQ(c.wait(), 0);
    EXPECT_THAT(warned, HasSubstr("250 2.0.0 kept as 1"));
    EXPECT_EQ(store.job_of(id).state, job_state::failed);
    EXPECT_EQ(store.job_of(id).reason, "they do not want to");
    EXPECT_THAT(store.evidence_kinds(id), ElementsAre("intent"));
    EXPECT_EQ(store.count("ledger_transfer WHERE code = 'credit_back'"), 1);
}

int rounds()
{
    const char* const asked = std::getenv("OFFLIST_KILL_ROUNDS");
    return asked != nullptr ? std::atoi(asked) : 10;
}

TEST_F(crash_test, kill_9_at_random_moments_loses_no_fee_and_sends_nothing_twice)
{
    std::set<std::string> paid{"1"};
    std::set<std::string> ordered;
    std::uint32_t seed = 35;
    for (int round = 0; round < rounds(); ++round) {
        child c("works_until_killed", environment(""));
        seed = seed * 1664525U + 1013904223U;
        const auto facts = (seed >> 16U) % 120U;
        std::string line;
        for (std::uint32_t i = 0; i <= facts; ++i) {
            ASSERT_TRUE(c.read_line(line)) << "round " << round;
            if (line.starts_with("paid ")) paid.insert(line.substr(5));
            if (line.starts_with("ordered ")) ordered.insert(line.substr(8));
        }
        c.signal(SIGKILL);
        (void)c.wait();
        const auto report = store::ledger_table(*store.db).verify().value();
        ASSERT_TRUE(report.balanced()) << "round " << round << ": " << testing::PrintToString(report.wrong);
    }
    for (const std::string& id : paid)
        EXPECT_EQ(store.count("receipt WHERE external_id = '" + id + "'"), 1) << id << " was acknowledged";
    for (const std::string& id : ordered) EXPECT_EQ(store.count("delisting WHERE id = " + id), 1) << id;
    std::map<std::string, int> mails;
    for (const auto& mail : sink.mails()) {
        const auto data = mail["data"].get<std::string>();
        const auto at = data.find("<del_");
        ASSERT_NE(at, std::string::npos) << data;
        const auto id = data.substr(at + 5, data.find('.', at) - at - 5);
        EXPECT_EQ(++mails[id], 1) << "delisting " << id << " was mailed twice";
        EXPECT_EQ(store.count("delisting_evidence WHERE kind = 'intent' AND delisting = " + id), 1);
    }
    EXPECT_GT(mails.size(), 0U);
    EXPECT_GT(ordered.size(), 0U);
    an_hour_later();
    EXPECT_EQ(store.count("delisting WHERE state = 'submitting'"), 0);
}

}  // namespace
}  // namespace offlist
