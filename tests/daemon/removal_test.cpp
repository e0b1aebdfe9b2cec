// The daemon mails an operator by itself, once, over restarts; and what cannot be configured is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <core/clock.hpp>
#include <nlohmann/json.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/engine/database.hpp>
#include <support/smtp_sink.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;

constexpr currency usd{{'U', 'S', 'D'}};

void add_mailed_list(small_world& w)
{
    w.list("mailed", "127.0.0.2");
    w.write("lists.d/mailed.toml", R"(
[operator]
name = "Operator"
[[blocklist]]
id = "mailed"
name = "The mailed list"
zone = "mailed.test"
subjects = ["ip4"]
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam source" }]
[blocklist.removal]
method = "email"
url = "delist@mailed.test"
[blocklist.removal.message]
text = "Bitte {subject} löschen, {reference}."
)");
}

std::string mail_section(const smtp_sink& sink)
{
    return "[mail]\nserver = \"127.0.0.1:" + std::to_string(sink.port()) +
           "\"\nsecurity = \"none\"\nfrom = \"Delisting <delisting@example.org>\"\n";
}

// As REST would; the store may be used beside the daemon.
std::int64_t order(const small_world& w)
{
    const auto db = store::database::open({.url = "sqlite:" + (w.path() / "offlist.db").string()}).value();
    const auto now = real_clock().now_seconds();
    auto place = [now](soci::session& s) -> parsed<std::int64_t> {
        (void)store::receive_payment(
            s, {.gateway = "test", .external_id = "1", .account = 1, .amount = {3500, usd}, .at = now}, {});
        return store::place_order(s,
                                  {.account = 1,
                                   .subject = "192.0.2.7",
                                   .blocklist = "mailed",
                                   .fee = {3500, usd},
                                   .method = removal_method::email,
                                   .url = "delist@mailed.test",
                                   .deadline = std::chrono::days{10},
                                   .at = now},
                                  {})
            .what.id;
    };
    return db->write_now(place).value();
}

job_state state_of(const small_world& w, std::int64_t id)
{
    const auto db = store::database::open({.url = "sqlite:" + (w.path() / "offlist.db").string()}).value();
    auto look = [id](soci::session& s) -> parsed<job_state> { return store::find_job(s, id).value().state; };
    return db->read_now(look).value();
}

TEST(removal, the_daemon_mails_the_operator_once_over_restarts)
{
    small_world w;
    add_mailed_list(w);
    const smtp_sink sink;
    std::int64_t id = 0;
    {
        daemon d(w);
        ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
        (void)d.printed_by({"account", "create", "--name", "A", "--email", "a@example.org"});
        id = order(w);
        EXPECT_EQ(d.stop().status, 0);
    }
    EXPECT_EQ(state_of(w, id), job_state::held) << "without [mail] it is a task for staff";
    for (int start = 0; start < 2; ++start) {
        daemon d(w, mail_section(sink));
        ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
        ASSERT_TRUE(eventually([&] { return state_of(w, id) == job_state::submitted; }));
        EXPECT_EQ(d.stop().status, 0);
    }
    ASSERT_EQ(sink.mails().size(), 1U);
    EXPECT_EQ(sink.mails()[0]["to"][0], "delist@mailed.test");
    const auto data = sink.mails()[0]["data"].get<std::string>();
    EXPECT_THAT(data, HasSubstr("Bitte 192.0.2.7 l=C3=B6schen, del_1."));
    EXPECT_THAT(data, testing::ContainsRegex("Message-Id: <del_1[.]1[.][0-9a-f]{10}@example[.]org>"));
}

TEST(removal, a_mail_section_that_cannot_be_used_is_told_with_file_and_line)
{
    small_world w;
    w.add_list("alpha");
    for (const auto& [section, told] : std::vector<std::pair<std::string, std::string>>{
             {"from = \"delisting@example.org\"", "server is missing"},
             {"server = \"smtp.example.org\"", "from is missing"},
             {"server = \"smtp.example.org\"\nfrom = \"nobody\"", "\"nobody\" is not a mail address"},
             {"server = \"smtp.example.org:x\"\nfrom = \"a@example.org\"", "is no mail server"},
             {"server = \"smtp.example.org\"\nfrom = \"a@example.org\"\nuser = \"a\"",
              "user and password belong together"},
             {"server = \"smtp.example.org\"\nfrom = \"a@example.org\"\nuser = \"a\"\npassword = "
              "\"swordfish\"\nsecurity = "
              "\"none\"",
              "would leave this machine unencrypted"},
             {"server = \"smtp.example.org\"\nfrom = \"a@example.org\"\nuser = \"a\"\npassword = "
              "\"env:OFFLIST_NO_SUCH\"",
              "OFFLIST_NO_SUCH"},
             {"server = \"smtp.example.org\"\nfrom = \"a@example.org\"\ntimeout = \"1h\"",
              "timeout \"1h\" is too long"}}) {
        daemon d(w, "[mail]\n" + section + "\n");
        const auto done = d.program().finish();
        EXPECT_NE(done.status, 0) << section;
        EXPECT_THAT(done.err, HasSubstr(told)) << section;
        EXPECT_THAT(done.err, HasSubstr("offlist.toml:")) << section;
        EXPECT_THAT(done.err, testing::Not(HasSubstr("swordfish")));
    }
}

}  // namespace
}  // namespace offlist::test
