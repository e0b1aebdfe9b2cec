// The store under a running daemon: lost, replaced, damaged, gone back, shared, on a full disk; as operators and
// clients see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <support/small_disk.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* new_account = R"({"name":"B","email":"b@example.org"})";

class stored : public testing::Test {
protected:
    stored() { w.add_list("alpha"); }

    [[nodiscard]] fs::path file(const std::string& name = "offlist.db") const { return w.path() / name; }
    [[nodiscard]] std::string admin_of(const daemon& d) const
    {
        return d.printed_by({"token", "create", "--role", "admin"});
    }
    /// What /readyz says of the store.
    static std::string of_store(const daemon& d)
    {
        const auto body = d.get("/readyz").json();
        return body.is_object() ? body["checks"][0]["detail"].get<std::string>() : std::string();
    }
    static bool told(const daemon& d, const std::string& what)
    {
        return eventually(
            [&] { return of_store(d).find(what) != std::string::npos && d.get("/readyz").status == 503; });
    }
    /// A daemon that must not come up; what it says.
    std::string refused(const std::vector<std::string>& flags = {})
    {
        daemon d(w, {}, "offlist.db", flags);
        const auto ended = d.program().finish();
        EXPECT_EQ(3, ended.status) << ended.err;
        return ended.err;
    }

    small_world w;
};

TEST_F(stored, deleted_or_replaced_is_written_nowhere_and_goes_on_when_it_is_back)
{
    daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const auto admin = admin_of(d);
    ASSERT_EQ(201, d.post("/v1/accounts", new_account, admin).status);
    ASSERT_TRUE(d.ready()) << d.get("/readyz").body;

    fs::rename(file(), file("away.db"));
    auto answer = d.post("/v1/accounts", new_account, admin);
    EXPECT_EQ(503, answer.status) << answer.body;
    EXPECT_THAT(answer.body, AllOf(HasSubstr("the file of the store was deleted"), Not(HasSubstr("offlist.db"))));
    EXPECT_EQ(503, d.get("/readyz").status) << "at once";
    EXPECT_THAT(of_store(d), HasSubstr("was deleted"));
    EXPECT_EQ(200, d.get("/v1/accounts", admin).status) << "reads go on";
    ASSERT_TRUE(d.program().wait_for_error("nothing is written"));
    EXPECT_THAT(d.metrics(), HasSubstr("offlist_store_trouble{kind=\"lost\"} 1"));
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"token", "create", "--role", "admin"},
                                               {"account", "create", "--name", "C", "--email", "c@example.org"}}) {
        const auto beside = d.command(words);
        EXPECT_EQ(3, beside.status) << beside.out;
        EXPECT_EQ("", beside.out);
        EXPECT_THAT(beside.err, HasSubstr("the store is gone"));
        EXPECT_FALSE(fs::exists(file()));
    }
    EXPECT_THAT(d.command({"doctor"}).out, HasSubstr("the store is gone"));

    w.write("offlist.db", "another one");
    answer = d.post("/v1/accounts", new_account, admin);
    EXPECT_EQ(503, answer.status);
    EXPECT_THAT(answer.body, HasSubstr("another file is in the place of the store"));

    fs::rename(file("away.db"), file());
    EXPECT_EQ(201, d.post("/v1/accounts", new_account, admin).status);
    ASSERT_TRUE(d.program().wait_for_error("in order again"));
    EXPECT_TRUE(d.ready()) << d.get("/readyz").body;
    const std::string log = d.stop().err;
    EXPECT_EQ(log.find("was deleted"), log.rfind("was deleted")) << "told once: " << log;
}

TEST_F(stored, by_two_daemons_is_refused_to_the_second_in_words_and_to_no_command)
{
    daemon d(w);
    ASSERT_TRUE(d.came_up());
    const std::string first = std::to_string(d.program().process());
    EXPECT_THAT(refused(), AllOf(HasSubstr("another offlist serve"), HasSubstr("process " + first + " on ")));
    const auto admin = admin_of(d);
    EXPECT_THAT(admin, HasSubstr("olt_"));
    EXPECT_THAT(d.printed_by({"account", "create", "--name", "A", "--email", "a@example.org"}), HasSubstr("acc_"));
    EXPECT_EQ(0, d.command({"ledger", "verify"}).status);
    EXPECT_EQ(0, d.command({"backup", "copy.db"}).status);
    EXPECT_THAT(d.command({"doctor"}).out, HasSubstr("process " + first));
    EXPECT_EQ(201, d.post("/v1/accounts", new_account, admin).status);
    d.kill();
    daemon next(w);
    EXPECT_TRUE(next.came_up()) << next.program().errors_so_far();
    EXPECT_THAT(next.program().errors_so_far(), HasSubstr("was killed"));
    EXPECT_EQ(200, next.get("/v1/accounts", admin).status);
}

TEST_F(stored, of_no_octet_is_no_new_store)
{
    w.write("offlist.db", "");
    EXPECT_THAT(refused(), AllOf(HasSubstr("is an empty file"), HasSubstr("backup"), HasSubstr("removed")));
    EXPECT_EQ(0U, fs::file_size(file()));
    fs::remove(file());
    daemon d(w);
    EXPECT_TRUE(d.came_up());
}

TEST_F(stored, with_damaged_pages_is_not_ready_and_not_written)
{
    daemon d(w);
    ASSERT_TRUE(d.came_up());
    const auto admin = admin_of(d);
    ASSERT_TRUE(d.ready()) << d.get("/readyz").body;
    {
        std::fstream in_place(file(), std::ios::binary | std::ios::in | std::ios::out);
        const auto size = fs::file_size(file());
        for (std::uintmax_t at = 8192; at < size; at += 4096) {
            in_place.seekp(static_cast<std::streamoff>(at));
            in_place << std::string(64, '\xa5');
        }
    }
    ASSERT_TRUE(told(d, "damaged")) << d.get("/readyz").body;
    EXPECT_THAT(d.metrics(), HasSubstr("offlist_store_sound 0"));
    EXPECT_TRUE(
        eventually([&] { return d.metrics().find("offlist_store_trouble{kind=\"damaged\"} 1") != std::string::npos; }));
    ASSERT_TRUE(d.program().wait_for_error("backup"));
    const auto answer = d.post("/v1/accounts", new_account, admin);
    EXPECT_EQ(503, answer.status);
    d.kill();
    daemon next(w);
    if (next.came_up()) {
        EXPECT_TRUE(told(next, "damaged")) << next.get("/readyz").body;
    } else {
        EXPECT_THAT(next.program().errors_so_far(), HasSubstr("damaged"));
    }
    EXPECT_THAT(next.command({"doctor"}).out, HasSubstr("damaged"));
}

TEST_F(stored, whose_log_is_lost_after_kill_9_is_not_served_unless_that_is_wanted)
{
    std::string admin;
    {
        daemon d(w);
        ASSERT_TRUE(d.came_up());
        admin = admin_of(d);
        ASSERT_TRUE(d.ready());
        const std::string all = R"({"name":"last","email":"b@example.org"})";
        ASSERT_EQ(201, d.post("/v1/accounts", all, admin).status);
        d.kill();
    }
    ASSERT_TRUE(fs::exists(file("offlist.db-wal")));
    fs::rename(file("offlist.db-wal"), file("kept-wal"));
    fs::remove(file("offlist.db-shm"));
    EXPECT_THAT(refused(), HasSubstr("the store has gone back"));
    daemon taken(w, {}, "offlist.db", {"--accept-store"});
    ASSERT_TRUE(taken.came_up()) << taken.program().errors_so_far();
    EXPECT_THAT(taken.program().errors_so_far(), HasSubstr("accepted as you asked"));
    EXPECT_TRUE(eventually([&] { return taken.get("/readyz").body.find("\"restore\"") != std::string::npos; }))
        << "what happened since must not happen twice: " << taken.get("/readyz").body;
    EXPECT_EQ(0, taken.command({"restore", "--confirm", "--reason", "looked at"}).status);
    EXPECT_TRUE(taken.ready());
    EXPECT_EQ(0, taken.stop().status);
    daemon again(w);
    EXPECT_TRUE(again.came_up()) << again.program().errors_so_far();
}

TEST_F(stored, on_a_full_disk_is_read_from_the_start_and_written_when_there_is_room)
{
    const small_disk disk(w.path() / "disk", 4);
    if (!disk.mounted()) GTEST_SKIP() << "a small disk takes root and CAP_SYS_ADMIN";
    std::string admin;
    {
        daemon d(w, {}, "disk/offlist.db");
        ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
        admin = admin_of(d);
        ASSERT_EQ(201, d.post("/v1/accounts", new_account, admin).status);
        ASSERT_EQ(0, d.stop().status);
    }
    disk.fill();
    daemon d(w, {}, "disk/offlist.db");
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const auto read = d.get("/v1/accounts", admin);
    EXPECT_EQ(200, read.status) << read.body;
    EXPECT_THAT(read.body, HasSubstr("b@example.org"));
    const auto refused = d.post("/v1/accounts", new_account, admin);
    EXPECT_EQ(503, refused.status);
    EXPECT_THAT(refused.body, HasSubstr("the disk of the store is full"));
    EXPECT_TRUE(told(d, "the disk of the store is full")) << d.get("/readyz").body;
    EXPECT_THAT(d.metrics(), HasSubstr("offlist_store_trouble{kind=\"full\"} 1"));
    EXPECT_THAT(d.command({"doctor"}).out, HasSubstr("make room"));
    disk.empty();
    EXPECT_TRUE(eventually([&] { return d.post("/v1/accounts", new_account, admin).status == 201; }))
        << d.program().errors_so_far();
    EXPECT_TRUE(d.ready()) << d.get("/readyz").body;
    EXPECT_EQ(0, d.stop().status);
}

}  // namespace
}  // namespace offlist::test
