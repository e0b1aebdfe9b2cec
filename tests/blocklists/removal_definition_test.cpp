#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blocklists/definition.hpp"
#include "blocklists/removal_text.hpp"

namespace offlist {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

definitions read_removal(const std::string& removal)
{
    definitions all;
    read_definitions(R"([operator]
name = "Example operator"

[[blocklist]]
id = "example-ip"
zone = "ip.lists.example"
subjects = ["ip4"]
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam" }]
)" + removal,
                     "example.toml", all);
    return all;
}

std::string removal_problems(const std::string& removal)
{
    std::string text;
    const auto all = read_removal(removal);
    for (const problem& p : all.wrong) text += p.to_string() + '\n';
    return text;
}

TEST(removal_definition, a_form_that_offlist_may_send)
{
    const auto all = read_removal(R"([blocklist.removal]
method = "web-form"
url = "https://lists.example/remove?ip={subject}"
[blocklist.removal.form]
url = "https://lists.example/remove"
send = "GET"
fields = { ip = "{subject}", mail = "{contact}" }
expect = "has been removed"
refused = "cannot be removed"
redirects = 1
)");
    ASSERT_THAT(all.wrong, IsEmpty());
    const removal_details& r = all.removals.at("example-ip");
    ASSERT_TRUE(r.form.has_value());
    EXPECT_EQ(r.form->url, "https://lists.example/remove");
    EXPECT_FALSE(r.form->post);
    EXPECT_THAT(r.form->fields, ElementsAre(Pair("ip", "{subject}"), Pair("mail", "{contact}")));
    EXPECT_EQ(r.form->expect, "has been removed");
    EXPECT_EQ(r.form->refused, "cannot be removed");
    EXPECT_EQ(r.form->redirects, 1);
}

TEST(removal_definition, a_form_is_sent_to_the_page_itself_by_POST_unless_said)
{
    const auto all = read_removal(R"([blocklist.removal]
method = "web-form"
url = "https://lists.example/remove"
form = { fields = { ip = "{subject}" }, expect = "done" }
)");
    ASSERT_THAT(all.wrong, IsEmpty());
    const auto& form = all.removals.at("example-ip").form;
    EXPECT_EQ(form->url, "https://lists.example/remove");
    EXPECT_TRUE(form->post);
    EXPECT_EQ(form->redirects, 0);
}

TEST(removal_definition, the_words_of_a_request_by_mail)
{
    const auto all = read_removal(R"([blocklist.removal]
method = "email"
url = "delist@lists.example"
message = { subject = "remove {subject}", text = """
{subject}
{evidence}""" }
)");
    ASSERT_THAT(all.wrong, IsEmpty());
    EXPECT_EQ(all.removals.at("example-ip").message.subject, "remove {subject}");
    EXPECT_EQ(all.removals.at("example-ip").message.text, "{subject}\n{evidence}");
}

TEST(removal_definition, says_what_is_wrong_with_a_form_and_where)
{
    const auto form = [](const std::string& keys) {
        return removal_problems(
            "[blocklist.removal]\nmethod = \"web-form\"\nurl = \"https://lists.example/\"\nform = { " + keys + " }\n");
    };
    EXPECT_THAT(form(R"(fields = { ip = "{subject}" })"), HasSubstr("example.toml:12: "));
    EXPECT_THAT(form(R"(fields = { ip = "{subject}" })"), HasSubstr("removal, form: expect is missing"));
    EXPECT_THAT(form(R"(expect = "x", fields = { ip = "{subjct}" })"), HasSubstr("\"{subjct}\" stands for nothing"));
    EXPECT_THAT(form(R"(expect = "x", fields = { ip = "{subject" })"), HasSubstr("a brace without its other one"));
    EXPECT_THAT(form(R"(expect = "x", fields = { ip = "all" })"), HasSubstr("does not say which subject is meant"));
    EXPECT_THAT(form(R"(expect = "x", fields = { ip = 7 })"), HasSubstr("ip is an integer"));
    EXPECT_THAT(form(R"(expect = "x", refused = "x", fields = { ip = "{subject}" })"),
                HasSubstr("refused says the same"));
    EXPECT_THAT(form(R"(expect = "x", url = "ftp://x/{subject}")"), HasSubstr("is no page that a form is sent to"));
    EXPECT_THAT(form(R"(expect = "x", redirects = 9, fields = { ip = "{subject}" })"), HasSubstr("redirects is 9"));
    EXPECT_THAT(form(R"(expect = "x", captcha = true, fields = { ip = "{subject}" })"),
                HasSubstr("unknown key \"captcha\""));
}

TEST(removal_definition, forms_and_messages_belong_to_their_methods)
{
    EXPECT_THAT(removal_problems(R"([blocklist.removal]
method = "portal"
url = "https://lists.example/"
form = { fields = { ip = "{subject}" }, expect = "done" }
)"),
                HasSubstr("form belongs to method \"web-form\""));
    EXPECT_THAT(removal_problems(R"([blocklist.removal]
method = "web-form"
message = { text = "{subject}" }
)"),
                HasSubstr("message belongs to method \"email\""));
    EXPECT_THAT(removal_problems(R"([blocklist.removal]
method = "email"
url = "delist@lists.example"
message = { subject = "please", text = "{subject}" }
)"),
                HasSubstr("subject does not say which subject is meant"));
}

TEST(removal_text, fills_words_in_once)
{
    const removal_words words{
        .subject = "{contact}", .blocklist = "L", .evidence = "", .contact = "C", .reference = "R"};
    EXPECT_EQ(filled_in("{subject} {blocklist}{evidence} {contact} {reference} {other} { }", words),
              "{contact} L C R {other} { }");
    EXPECT_EQ(filled_in("", words), "");
    EXPECT_TRUE(has_word("a {subject} b", "subject"));
    EXPECT_FALSE(has_word("a {subjects} subject", "subject"));
}

}  // namespace
}  // namespace offlist
