// Mail to a real mail server with faults: what is taken on, what certainly is not, and what nobody knows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <support/await.hpp>
#include <support/smtp_sink.hpp>

#include "outbound/smtp_sender.hpp"

namespace offlist::outbound {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

mail_message mail_to(const std::string& to)
{
    return {.from = "Delisting <delisting@example.org>",
            .to = to,
            .reply_to = {},
            .subject = "Removal request",
            .text = "please\n.\n.. remove\n",
            .message_id = "del_7.1@example.org",
            .date = {}};
}

class smtp_sender_test : public testing::Test {
protected:
    boost::asio::io_context io;
    mail_outcome send(const smtp_options& with, const std::string& to = "delist@lists.example",
                      std::chrono::milliseconds within = 20s)
    {
        transfer_loop loop;
        smtp_sender sender(with, loop);
        return test::await(io, sender.send(mail_to(to), std::chrono::steady_clock::now() + within));
    }
    static smtp_options plain(const test::smtp_sink& sink)
    {
        return {.server = "127.0.0.1", .port = sink.port(), .security = smtp_security::none};
    }
};

TEST_F(smtp_sender_test, a_mail_arrives_as_it_was_written)
{
    const test::smtp_sink sink;
    const auto done = send(plain(sink));
    EXPECT_EQ(done.fate, mail_fate::accepted) << done.said;
    EXPECT_EQ(done.said, "250 2.0.0 kept as 1");
    const auto mails = sink.mails();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0]["from"], "delisting@example.org");
    EXPECT_EQ(mails[0]["to"][0], "delist@lists.example");
    EXPECT_EQ(mails[0]["hello"], "example.org");
    const auto data = mails[0]["data"].get<std::string>();
    EXPECT_THAT(data, HasSubstr("Message-Id: <del_7.1@example.org>"));
    EXPECT_TRUE(data.ends_with("please\r\n.\r\n.. remove\r\n")) << data;
}

TEST_F(smtp_sender_test, starttls_and_login_with_a_certificate_that_is_checked)
{
    const test::smtp_sink sink("starttls");
    smtp_options with{.server = "localhost", .port = sink.port(), .user = "offlist", .password = "swordfish"};
    auto done = send(with);
    EXPECT_EQ(done.fate, mail_fate::not_sent) << "the system does not know this certificate";
    with.ca_file = sink.certificate();
    with.password = "wrong";
    done = send(with);
    EXPECT_EQ(done.fate, mail_fate::not_sent) << done.said;
    EXPECT_TRUE(done.try_later) << "a password is mended";
    with.password = "swordfish";
    done = send(with);
    EXPECT_EQ(done.fate, mail_fate::accepted) << done.said;
    ASSERT_EQ(sink.mails().size(), 1U);
    EXPECT_EQ(sink.mails()[0]["tls"], true);
    EXPECT_EQ(sink.mails()[0]["user"], "offlist");
}

TEST_F(smtp_sender_test, tls_from_the_first_octet)
{
    const test::smtp_sink sink("tls");
    const auto done = send(
        {.server = "localhost", .port = sink.port(), .security = smtp_security::tls, .ca_file = sink.certificate()});
    EXPECT_EQ(done.fate, mail_fate::accepted) << done.said;
    EXPECT_EQ(sink.mails().at(0)["tls"], true);
}

TEST_F(smtp_sender_test, nothing_is_said_in_the_clear_where_tls_is_asked_for)
{
    const test::smtp_sink sink;
    const auto done = send({.server = "127.0.0.1", .port = sink.port(), .user = "offlist", .password = "swordfish"});
    EXPECT_EQ(done.fate, mail_fate::not_sent) << done.said;
    EXPECT_TRUE(sink.mails().empty());
}

TEST_F(smtp_sender_test, a_refused_mail_has_certainly_not_been_sent)
{
    const test::smtp_sink sink;
    for (const auto& [to, later] : std::vector<std::pair<std::string, bool>>{{"rcpt-451@lists.example", true},
                                                                             {"rcpt-550@lists.example", false},
                                                                             {"data-451@lists.example", true},
                                                                             {"data-554@lists.example", false},
                                                                             {"drop-rcpt@lists.example", true}}) {
        const auto done = send(plain(sink), to);
        EXPECT_EQ(done.fate, mail_fate::not_sent) << to << ": " << done.said;
        EXPECT_EQ(done.try_later, later) << to << ": " << done.said;
        EXPECT_FALSE(done.said.empty());
    }
    EXPECT_TRUE(sink.mails().empty());
}

TEST_F(smtp_sender_test, without_an_answer_to_its_end_nobody_knows)
{
    const test::smtp_sink sink;
    const auto dropped = send(plain(sink), "drop-data@lists.example");
    EXPECT_EQ(dropped.fate, mail_fate::unknown) << dropped.said;
    smtp_options with = plain(sink);
    with.timeout = 500ms;
    const auto hung = send(with, "hang-data@lists.example");
    EXPECT_EQ(hung.fate, mail_fate::unknown) << hung.said;
    EXPECT_EQ(sink.mails().size(), 2U) << "both had arrived";
}

TEST_F(smtp_sender_test, a_mail_that_comes_too_late_is_not_sent)
{
    const test::smtp_sink sink;
    const auto late = send(plain(sink), "delist@lists.example", -1s);
    EXPECT_EQ(late.fate, mail_fate::not_sent);
    EXPECT_TRUE(late.try_later);
    EXPECT_TRUE(sink.mails().empty());
}

TEST_F(smtp_sender_test, nobody_listening_is_worth_another_try)
{
    std::uint16_t port = 0;
    {
        const test::smtp_sink gone;
        port = gone.port();
    }
    const auto done = send({.server = "127.0.0.1", .port = port, .security = smtp_security::none});
    EXPECT_EQ(done.fate, mail_fate::not_sent);
    EXPECT_TRUE(done.try_later);
}

}  // namespace
}  // namespace offlist::outbound
