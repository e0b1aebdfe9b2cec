#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "delisting/make_job.hpp"
#include "delisting/removal_plan.hpp"

namespace offlist {
namespace {

using testing::HasSubstr;

constexpr abilities everything{.mail = true, .web = true};

removal_request request(removal_method method, const std::string& url)
{
    removal_request r{.what = ordered_job(), .list = {}, .details = {}, .seen = {}, .contact = "delisting@example.org"};
    r.what.method = method;
    r.what.url = url;
    r.list.id = "example-ip";
    r.list.name = "Example IP list";
    r.list.removal.method = method;
    r.list.removal.url = url;
    r.seen.codes = {"127.0.0.4"};
    r.seen.meanings = {"infected"};
    r.seen.texts = {"see https://lists.example/?ip=192.0.2.7"};
    r.seen.asked_at = day_one;
    return r;
}

removal_request with_form()
{
    auto r = request(removal_method::web_form, "https://lists.example/remove?ip={subject}");
    r.details.form = removal_form{.url = "https://lists.example/remove/{subject}",
                                  .fields = {{"address", "{subject}"}, {"mail", "{contact}"}, {"why", "a & b"}},
                                  .expect = "has been removed",
                                  .refused = "cannot be removed"};
    return r;
}

TEST(plan, mails_an_operator_who_is_asked_by_mail)
{
    const auto r = request(removal_method::email, "delist@lists.example");
    const auto plan = std::get<mail_plan>(plan_of(r, everything));
    EXPECT_EQ(plan.to, "delist@lists.example");
    EXPECT_EQ(plan.subject, "Removal request: 192.0.2.7 on Example IP list");
    for (const char* said : {"please remove 192.0.2.7 from Example IP list", "127.0.0.4: infected",
                             "see https://lists.example/?ip=192.0.2.7", "del_7", "delisting@example.org"})
        EXPECT_THAT(plan.text, HasSubstr(said));
}

TEST(plan, says_it_in_the_words_that_the_list_wants)
{
    auto r = request(removal_method::email, "mailto:delist@lists.example");
    r.details.message = {.subject = "REMOVE {subject}\r\nBcc: x", .text = "{reference} {subject} {nobody} {evidence}"};
    const auto plan = std::get<mail_plan>(plan_of(r, everything));
    EXPECT_EQ(plan.to, "delist@lists.example");
    EXPECT_EQ(plan.subject, "REMOVE 192.0.2.7  Bcc: x") << "one line, whatever the definition says";
    EXPECT_THAT(plan.text, HasSubstr("del_7 192.0.2.7 {nobody} 127.0.0.4"));
}

TEST(plan, leaves_to_people_what_it_cannot_do)
{
    const auto by_mail = request(removal_method::email, "delist@lists.example");
    EXPECT_TRUE(std::holds_alternative<hand_plan>(plan_of(by_mail, {.mail = false, .web = true})));
    for (const char* no_address :
         {"https://lists.example/contact", "", "a@b@c.example", "two@a.example, two@b.example", "@"})
        EXPECT_TRUE(std::holds_alternative<hand_plan>(plan_of(request(removal_method::email, no_address), everything)));
    EXPECT_TRUE(std::holds_alternative<hand_plan>(
        plan_of(request(removal_method::web_form, "https://lists.example/remove"), everything)))
        << "a form that nobody declared may have a captcha";
    EXPECT_TRUE(std::holds_alternative<hand_plan>(plan_of(with_form(), {.mail = true, .web = false})));
    for (const auto method : {removal_method::portal, removal_method::http_from_host, removal_method::owner_only,
                              removal_method::auto_expire, removal_method::none}) {
        auto r = with_form();
        r.what.method = method;
        EXPECT_TRUE(std::holds_alternative<hand_plan>(plan_of(r, everything)));
    }
}

TEST(plan, fills_a_declared_form_in)
{
    auto r = with_form();
    auto plan = std::get<form_plan>(plan_of(r, everything));
    EXPECT_EQ(plan.request.method, "POST");
    EXPECT_EQ(plan.request.url, "https://lists.example/remove/192.0.2.7");
    EXPECT_EQ(plan.request.body, "address=192.0.2.7&mail=delisting%40example.org&why=a%20%26%20b");
    EXPECT_EQ(plan.request.redirects, 0);
    EXPECT_EQ(plan.request.special, special_addresses::refuse);
    r.what.subject = "2001:db8::7";
    r.details.form->post = false;
    plan = std::get<form_plan>(plan_of(r, everything));
    EXPECT_EQ(plan.request.method, "GET");
    EXPECT_EQ(plan.request.url,
              "https://lists.example/remove/2001%3Adb8%3A%3A7?address=2001%3Adb8%3A%3A7&mail=delisting%40example.org&"
              "why=a%20%26%20b");
    EXPECT_EQ(plan.request.body, "");
}

TEST(plan, believes_a_form_only_in_the_words_that_the_list_declares)
{
    const auto plan = std::get<form_plan>(plan_of(with_form(), everything));
    const auto says = [&plan](unsigned status, const char* body) {
        return judge({.status = status, .body = body}, plan);
    };
    EXPECT_EQ(says(200, "192.0.2.7 has been removed."), form_verdict::taken);
    EXPECT_EQ(says(200, "192.0.2.7 cannot be removed."), form_verdict::refused);
    EXPECT_EQ(says(403, "192.0.2.7 cannot be removed."), form_verdict::refused);
    EXPECT_EQ(says(500, "192.0.2.7 has been removed."), form_verdict::unclear);
    EXPECT_EQ(says(200, "Please prove that you are no robot."), form_verdict::unclear);
    EXPECT_EQ(says(200, ""), form_verdict::unclear);
    EXPECT_EQ(says(200, "has been removed, cannot be removed"), form_verdict::unclear);
}

}  // namespace
}  // namespace offlist
