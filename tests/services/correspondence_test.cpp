// What a customer reads of requests and answers, from the evidence that is kept.
#include <gmock/gmock.h>
#include <services/correspondence.hpp>
#include <services/removal_evidence.hpp>

#include "delisting/make_job.hpp"

namespace offlist::services {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

struct correspondence_test : testing::Test {
    correspondence_test()
    {
        d.of.what = ordered_job();
        d.of.what.url = "https://lists.example/remove";
    }
    void happened(const char* kind, std::string content)
    {
        at += 60s;
        d.evidence.push_back({at, kind, std::move(content)});
    }
    void moved(const char* from, const char* to)
    {
        at += 60s;
        d.history.push_back({at, from, to, "ann", "her note"});
    }
    void mailed()
    {
        mail_plan plan;
        plan.to = "delist@lists.example";
        outbound::mail_message mail;
        mail.to = plan.to;
        mail.subject = "Removal of 192.0.2.7";
        mail.text = "Please remove it.";
        mail.message_id = "<1@offlist>";
        happened("intent", intent_json(plan, mail));
    }

    store::delisting_detail d;
    std::chrono::sys_seconds at = day_one;
};

TEST_F(correspondence_test, a_mail_is_told_with_its_text_and_the_answer_to_it)
{
    mailed();
    happened("received", outcome_json("asked", "mailed; the mail server said: 250 OK"));
    happened("answer", "{}");
    const auto all = correspondence_of(d);
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].way, "email");
    EXPECT_EQ(all[0].to, "delist@lists.example");
    EXPECT_EQ(all[0].subject, "Removal of 192.0.2.7");
    EXPECT_EQ(all[0].text, "Please remove it.");
    EXPECT_EQ(all[0].fate, "sent");
    ASSERT_TRUE(all[0].answer);
    EXPECT_EQ(all[0].answer->text, "mailed; the mail server said: 250 OK");
    EXPECT_EQ(all[0].at, day_one + 60s);
    EXPECT_EQ(all[0].answer->at, day_one + 120s);
}

TEST_F(correspondence_test, why_nothing_left_is_our_own_business)
{
    mailed();
    happened("not_sent", outcome_json("not_sent", "not mailed: smtp.internal refuses the password"));
    const auto all = correspondence_of(d);
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].fate, "not_sent");
    EXPECT_FALSE(all[0].answer);
}

TEST_F(correspondence_test, neither_names_nor_inner_notes_of_staff_are_told)
{
    happened("sent",
             R"x({"by": "tok_7 (Ann)", "note": "ticket 12, used Bob's login", "prepared": "Please remove it."})x");
    const auto all = correspondence_of(d);
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].way, "by hand");
    EXPECT_EQ(all[0].to, "https://lists.example/remove");
    EXPECT_EQ(all[0].text, "Please remove it.");
    EXPECT_EQ(all[0].fate, "sent");
    EXPECT_FALSE(all[0].answer);
}

TEST_F(correspondence_test, a_refusal_is_told_in_the_words_that_the_customer_reads_anyway)
{
    mailed();
    happened("received", R"({"by": "tok_7", "note": "they want a PTR first"})");
    const auto all = correspondence_of(d);
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].fate, "rejected");
    EXPECT_EQ(all[0].answer->text, "they want a PTR first");
}

TEST_F(correspondence_test, what_is_not_known_stays_so_until_somebody_finds_out)
{
    mailed();
    EXPECT_EQ(correspondence_of(d).at(0).fate, "unknown") << "a crash after the intent";
    happened("sent", R"({"by": "tok_7", "note": "it is in the sent folder"})");
    const auto all = correspondence_of(d);
    ASSERT_THAT(all, SizeIs(1)) << "the same request";
    EXPECT_EQ(all[0].fate, "sent");
    mailed();
    happened("received", outcome_json("unknown", "mailed, perhaps: connection lost"));
    EXPECT_EQ(correspondence_of(d).at(1).fate, "unknown");
}

TEST_F(correspondence_test, what_staff_put_back_has_reached_nobody)
{
    happened("sent", R"({"by": "tok_7", "note": "n"})");
    moved("submitting", "submitted");
    moved("submitted", "held");
    mailed();
    happened("received", outcome_json("asked", "taken"));
    const auto all = correspondence_of(d);
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].fate, "not_sent");
    EXPECT_EQ(all[1].fate, "sent");
}

TEST_F(correspondence_test, evidence_that_nobody_can_read_says_nothing)
{
    happened("intent", "no JSON");
    happened("received", "[]");
    EXPECT_THAT(correspondence_of(d), IsEmpty());
}

}  // namespace
}  // namespace offlist::services
