// The worker with a real store and fake outside: what is sent, what is written down, and what is never done twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <store/delistings/staff_tasks.hpp>
#include <store/money/ledger_table.hpp>
#include <support/await.hpp>

#include "services/removal_worker.hpp"
#include "services/services_world.hpp"
#include "store/live_jobs.hpp"

namespace offlist {
namespace {

using namespace std::chrono_literals;
using outbound::mail_fate;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class removal_worker_test : public testing::Test {
public:
    removal_worker_test() { mail.outcomes = {{.fate = mail_fate::accepted, .said = "250 queued"}}; }
    ~removal_worker_test() override
    {
        const auto report = store::ledger_table(*store.db).verify().value();
        EXPECT_TRUE(report.balanced()) << testing::PrintToString(report.wrong);
    }

protected:
    std::unique_ptr<services::removal_worker> make_worker(const std::string& name = "offlist:1")
    {
        services::removal_worker_options options;
        options.name = name;
        options.mail_from = "Delisting <delisting@example.org>";
        options.most_tries = 3;
        return std::make_unique<services::removal_worker>(
            *store.db, has_mail ? &mail : nullptr, &web, time, options,
            services::removal_worker_ports{.lists = [this] { return lists; },
                                           .details = [this] { return details; },
                                           .policy = [] { return delisting_policy{}; },
                                           .warn = [this](const std::string& text) { warnings.push_back(text); }});
    }
    int work()
    {
        if (!worker) worker = make_worker();
        return test::await(io, worker->work()).value();
    }
    std::int64_t order(const std::string& on, const std::string& subject = "192.0.2.7")
    {
        return store.order(*lists->find(on), subject, time.now_seconds());
    }
    void wake()
    {
        (void)store.write([this](soci::session& s) { return store::let_time_pass(s, time.now_seconds(), {}); });
    }
    std::string newest_evidence(std::int64_t id)
    {
        return store.write([&](soci::session& s) {
            return store::sql::only<std::string>(
                       s, "SELECT content FROM delisting_evidence WHERE delisting = :id ORDER BY id DESC LIMIT 1", {id})
                .value();
        });
    }

    boost::asio::io_context io;  // must outlive the store
    desk_store store{100'000};
    std::shared_ptr<const catalog> lists = std::make_shared<const catalog>(lists_of_all_ways());
    std::shared_ptr<const removal_catalog> details = std::make_shared<const removal_catalog>(details_of_all_ways());
    hand_clock time;
    fake_mail mail;
    fake_web web;
    bool has_mail = true;
    std::vector<std::string> warnings;
    std::unique_ptr<services::removal_worker> worker;
};

TEST_F(removal_worker_test, mails_the_operator_once_and_keeps_what_was_said)
{
    const auto id = order("mail");
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(work(), 0);
    ASSERT_EQ(mail.sent.size(), 1U);
    EXPECT_EQ(mail.sent[0].to, "delist@mail.test");
    EXPECT_THAT(mail.sent[0].message_id, testing::MatchesRegex("del_1[.]1[.][0-9a-f]{10}@example[.]org"));
    EXPECT_EQ(store.job_of(id).state, job_state::submitted);
    EXPECT_THAT(store.evidence_kinds(id), ElementsAre("intent", "received"));
    EXPECT_THAT(newest_evidence(id), HasSubstr("250 queued"));
    EXPECT_EQ(store.count("staff_task WHERE state = 'done' AND outcome = 'submitted'"), 1);
}

TEST_F(removal_worker_test, writes_its_intent_before_anything_leaves)
{
    const auto id = order("mail");
    mail.meanwhile = [&] {
        EXPECT_EQ(store.job_of(id).state, job_state::submitting);
        EXPECT_THAT(store.evidence_kinds(id), ElementsAre("intent"));
        EXPECT_THAT(newest_evidence(id), HasSubstr("del_1.1."));
    };
    EXPECT_EQ(work(), 1);
}

TEST_F(removal_worker_test, leaves_to_staff_what_takes_a_person)
{
    const auto id = order("page");
    EXPECT_EQ(work(), 0);
    EXPECT_EQ(store.job_of(id).state, job_state::held);
    EXPECT_EQ(store.count("staff_task WHERE state = 'open' AND kind = 'submit'"), 1);
}

TEST_F(removal_worker_test, leaves_mail_to_staff_until_mail_is_configured)
{
    has_mail = false;
    order("mail");
    EXPECT_EQ(work(), 0);
    EXPECT_EQ(store.count("staff_task WHERE state = 'open'"), 1);
    has_mail = true;
    worker = make_worker();
    EXPECT_EQ(work(), 1);
}

TEST_F(removal_worker_test, sends_forms_and_believes_their_words_only)
{
    const auto taken = order("form", "192.0.2.7");
    EXPECT_EQ(work(), 1);
    ASSERT_EQ(web.sent.size(), 1U);
    EXPECT_EQ(web.sent[0].body, "ip=192.0.2.7");
    EXPECT_EQ(store.job_of(taken).state, job_state::submitted);

    web.answer = outbound::http_answer{.status = 200, .body = "192.0.2.8 cannot be removed \xff"};
    const auto refused = order("form", "192.0.2.8");
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(refused).state, job_state::failed);
    EXPECT_EQ(store.job_of(refused).reason, "the operator refuses: \"cannot be removed\"");
    EXPECT_EQ(store.count("ledger_transfer WHERE code = 'credit_back' AND cents = 3500"), 1);

    web.answer = outbound::http_answer{.status = 200, .body = "Are you a robot?"};
    const auto unclear = order("form", "192.0.2.9");
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(unclear).state, job_state::uncertain);
    EXPECT_EQ(store.count("staff_task WHERE state = 'open' AND kind = 'find_out'"), 1);
    EXPECT_THAT(newest_evidence(unclear), HasSubstr("Are you a robot?"));
    EXPECT_EQ(warnings.size(), 1U);
}

TEST_F(removal_worker_test, does_not_say_that_somebody_was_asked_where_entries_lapse)
{
    const auto id = order("lapse");
    EXPECT_EQ(work(), 0);
    EXPECT_EQ(store.job_of(id).state, job_state::held);
}

TEST_F(removal_worker_test, a_reload_during_a_request_is_heeded_by_the_next_call)
{
    const auto page = order("page");
    order("mail", "192.0.2.8");
    mail.meanwhile = [&] {
        auto now = details_of_all_ways();
        now["page"] = now["form"];
        details = std::make_shared<const removal_catalog>(now);
        worker->look_again();
    };
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(page).state, job_state::held);
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(page).state, job_state::submitted);
}

TEST_F(removal_worker_test, a_reload_while_the_store_is_asked_takes_nothing_from_under_it)
{
    mail.outcomes = {{.fate = mail_fate::not_sent, .try_later = true, .said = "no"}};
    order("mail");
    EXPECT_EQ(work(), 1);
    time.passed += 60s;
    const auto reload = [](services::removal_worker& w) -> boost::asio::awaitable<parsed<int>> {
        w.look_again();
        co_return 0;
    };
    std::vector<boost::asio::awaitable<parsed<int>>> both;
    both.push_back(worker->work());
    both.push_back(reload(*worker));
    int begun = 0;
    for (const auto& done : test::await_all(io, std::move(both))) begun += done.value();
    EXPECT_EQ(begun, 1);
    time.passed += 120s;
    EXPECT_EQ(work(), 1) << "and it is not forgotten";
}

TEST_F(removal_worker_test, begins_nothing_more_once_it_is_stopped)
{
    const auto first = order("mail");
    const auto second = order("mail", "192.0.2.8");
    mail.meanwhile = [&] { worker->stop(); };
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(first).state, job_state::submitted) << "what was begun is recorded";
    EXPECT_EQ(store.job_of(second).state, job_state::held);
    EXPECT_EQ(work(), 0);
}

TEST_F(removal_worker_test, an_older_claim_of_the_same_worker_writes_nothing)
{
    const auto id = order("mail");
    const auto at = time.now_seconds();
    const auto begin = [&](std::chrono::seconds later) {
        return store.write([&](soci::session& s) { return store::claim_task(s, 1, "offlist:1", at + later, {}); });
    };
    const std::int64_t older = begin(0s)->now.fence.value();
    const auto next = at + delisting_policy{}.claim_timeout;
    ASSERT_FALSE(begin(delisting_policy{}.claim_timeout)->refused);
    const auto ended = store.write([&](soci::session& s) {
        return store::end_removal(s, 1, "offlist:1", older,
                                  {.what = store::removal_end::asked, .note = "late", .content = "{}"}, next, {});
    });
    ASSERT_TRUE(ended->refused);
    EXPECT_EQ(ended->refused->kind, job_refusal::stale);
    EXPECT_EQ(store.job_of(id).state, job_state::uncertain);
}

TEST_F(removal_worker_test, tries_again_what_certainly_never_left_and_gives_up_in_the_end)
{
    mail.outcomes = {{.fate = mail_fate::not_sent, .try_later = true, .said = "nobody listens"}};
    const auto id = order("mail");
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(id).state, job_state::held);
    EXPECT_EQ(work(), 0) << "not at once";
    time.passed += 60s;
    EXPECT_EQ(work(), 1);
    time.passed += 60s;
    EXPECT_EQ(work(), 0) << "more patiently";
    time.passed += 60s;
    EXPECT_EQ(work(), 1);
    time.passed += 24h;
    EXPECT_EQ(work(), 0);
    worker = make_worker("offlist:2");
    EXPECT_EQ(work(), 0) << "a restart does not forget";
    EXPECT_THAT(store.evidence_kinds(id),
                ElementsAre("intent", "not_sent", "intent", "not_sent", "intent", "given_up"));
    EXPECT_THAT(mail.sent[2].message_id, testing::StartsWith("del_1.3."));
    EXPECT_EQ(store.job_of(id).state, job_state::held);
    EXPECT_EQ(store.count("staff_task WHERE state = 'open' AND kind = 'submit'"), 1);
    EXPECT_THAT(warnings, ElementsAre(HasSubstr("del_1 is a task for staff now")));
}

TEST_F(removal_worker_test, a_restart_between_two_tries_keeps_the_wait)
{
    mail.outcomes = {{.fate = mail_fate::not_sent, .try_later = true, .said = "no"},
                     {.fate = mail_fate::accepted, .said = "250"}};
    const auto id = order("mail");
    EXPECT_EQ(work(), 1);
    worker = make_worker("offlist:2");
    EXPECT_EQ(work(), 0);
    time.passed += 60s;
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(id).state, job_state::submitted);
}

TEST_F(removal_worker_test, does_not_try_again_what_will_never_be_taken)
{
    mail.outcomes = {{.fate = mail_fate::not_sent, .try_later = false, .said = "550 no such user"}};
    const auto id = order("mail");
    EXPECT_EQ(work(), 1);
    time.passed += 24h;
    EXPECT_EQ(work(), 0);
    EXPECT_THAT(store.evidence_kinds(id), ElementsAre("intent", "given_up"));
}

TEST_F(removal_worker_test, never_sends_again_what_may_have_left)
{
    mail.outcomes = {{.fate = mail_fate::unknown, .said = "the connection broke"}};
    const auto id = order("mail");
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(id).state, job_state::uncertain);
    time.passed += 24h;
    EXPECT_EQ(work(), 0);
    worker = make_worker("offlist:2");
    EXPECT_EQ(work(), 0);
    EXPECT_EQ(mail.sent.size(), 1U);
    EXPECT_EQ(store.count("staff_task WHERE state = 'open' AND kind = 'find_out'"), 1);
}

TEST_F(removal_worker_test, writes_nothing_once_its_lease_has_run_out)
{
    const auto id = order("mail");
    mail.meanwhile = [&] {
        time.passed += 600s;
        wake();
    };
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(id).state, job_state::uncertain);
    EXPECT_THAT(store.evidence_kinds(id), ElementsAre("intent"));
    EXPECT_THAT(warnings, ElementsAre(HasSubstr("250 queued"))) << "a person may read it in the log";
}

TEST_F(removal_worker_test, writes_nothing_at_the_end_of_its_lease_even_if_nobody_noticed)
{
    const auto id = order("mail");
    mail.meanwhile = [&] { time.passed += 600s; };
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(store.job_of(id).state, job_state::submitting);
    wake();
    EXPECT_EQ(store.job_of(id).state, job_state::uncertain);
}

TEST_F(removal_worker_test, does_not_begin_what_a_colleague_has_claimed)
{
    order("mail");
    (void)store.write([&](soci::session& s) {
        return store::claim_task(s, store::open_tasks(s, 0, 1).at(0).id, "ann", time.now_seconds(), {});
    });
    EXPECT_EQ(work(), 0);
    EXPECT_THAT(mail.sent, IsEmpty());
}

TEST_F(removal_worker_test, two_workers_send_each_request_once)
{
    for (int i = 0; i < 20; ++i) order("mail", "192.0.2." + std::to_string(i));
    worker = make_worker();
    const auto other = make_worker("offlist:2");
    std::vector<boost::asio::awaitable<parsed<int>>> both;
    both.push_back(worker->work());
    both.push_back(other->work());
    int begun = 0;
    for (const auto& done : test::await_all(io, std::move(both))) begun += done.value();
    EXPECT_EQ(begun, 20);
    EXPECT_EQ(mail.sent.size(), 20U);
    EXPECT_EQ(store.count("delisting WHERE state = 'submitted'"), 20);
}

TEST_F(removal_worker_test, a_list_that_left_the_catalogue_is_for_people)
{
    const auto id = order("form");
    lists = std::make_shared<const catalog>();
    details = std::make_shared<const removal_catalog>();
    EXPECT_EQ(work(), 0);
    EXPECT_EQ(store.job_of(id).state, job_state::held);
}

}  // namespace
}  // namespace offlist
