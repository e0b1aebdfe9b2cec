#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "outbound/mail_message.hpp"

namespace offlist::outbound {
namespace {

using testing::HasSubstr;
using testing::Not;

mail_message a_mail()
{
    return {.from = "Delisting <delisting@example.org>",
            .to = "delist@lists.example",
            .reply_to = {},
            .subject = "Removal request: 192.0.2.7",
            .text = "Hello,\n\nplease remove 192.0.2.7.\n",
            .message_id = "del_7.1@example.org",
            .date = std::chrono::sys_days{std::chrono::year(2026) / 11 / 23} + std::chrono::hours(8)};
}

TEST(mail_message, becomes_octets_that_smtp_carries)
{
    const auto mail = compose(a_mail()).value();
    EXPECT_EQ(mail.sender, "delisting@example.org");
    EXPECT_EQ(mail.recipient, "delist@lists.example");
    for (const char* header :
         {"From: Delisting <delisting@example.org>\r\n", "To: delist@lists.example\r\n",
          "Subject: Removal request: 192.0.2.7\r\n", "Message-Id: <del_7.1@example.org>\r\n",
          "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n", "MIME-Version: 1.0\r\n",
          "Content-Type: text/plain; charset=utf-8\r\n", "Content-Transfer-Encoding: quoted-printable\r\n"})
        EXPECT_THAT(mail.content, HasSubstr(header));
    EXPECT_TRUE(mail.content.ends_with("\r\n\r\nHello,\r\n\r\nplease remove 192.0.2.7.\r\n")) << mail.content;
}

TEST(mail_message, is_ASCII_in_short_lines_whatever_it_says)
{
    mail_message m = a_mail();
    m.from = "Größte Zustellung <delisting@example.org>";
    m.subject = "Entfernung: " + std::string(400, 'x') + " für Überlandleitungen";
    m.text = "Grüße\n" + std::string(3000, 'y') + "\n.\n..a line that starts with a dot\n=\n";
    const auto mail = compose(m).value();
    for (const char c : mail.content) ASSERT_LT(static_cast<unsigned char>(c), 0x80);
    std::istringstream lines(mail.content);
    for (std::string line; std::getline(lines, line);) {
        ASSERT_TRUE(line.ends_with('\r')) << line;
        EXPECT_LE(line.size(), 999U) << "RFC 5322 section 2.1.1";
    }
    EXPECT_THAT(mail.content, HasSubstr("Subject: Entfernung:\r\n =?"));
    EXPECT_THAT(mail.content, HasSubstr("From: =?"));
    EXPECT_THAT(mail.content, HasSubstr("Gr=C3=BC=C3=9Fe"));
}

TEST(mail_message, takes_no_header_from_anybodys_text)
{
    const auto refuses = [](const mail_message& m) { return !compose(m).has_value(); };
    using namespace std::string_literals;
    for (const std::string& evil :
         {"a\r\nBcc: all@example.com"s, "a\nBcc: all@example.com"s, "a\rb"s, "\0b"s, "\x7f"s}) {
        mail_message m = a_mail();
        m.subject = "Removal" + evil;
        EXPECT_TRUE(refuses(m)) << evil;
        m = a_mail();
        m.message_id = evil + "@example.org";
        EXPECT_TRUE(refuses(m)) << evil;
    }
    for (const char* evil : {"x@example.com\r\nBcc: y@example.com", "x@example.com, y@example.com", "", "nobody", "@b",
                             "a@", "list: a@example.com, b@example.com;", "a b@example.com", "\xc3\xbc@example.com"}) {
        mail_message m = a_mail();
        m.to = evil;
        EXPECT_TRUE(refuses(m)) << evil;
        m = a_mail();
        m.from = evil;
        EXPECT_TRUE(refuses(m)) << evil;
    }
    mail_message m = a_mail();
    m.text = "\xff\xfe";
    EXPECT_TRUE(refuses(m));
}

TEST(mail_message, tells_the_address_alone)
{
    EXPECT_EQ(mail_address("Delisting <delisting@example.org>").value(), "delisting@example.org");
    EXPECT_EQ(mail_address("delisting@example.org").value(), "delisting@example.org");
    EXPECT_THAT(mail_address("a@b.example, c@d.example").error().to_string(), HasSubstr("not one mail address"));
}

}  // namespace
}  // namespace offlist::outbound
