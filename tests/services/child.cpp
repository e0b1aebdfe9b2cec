#include "services/child.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <store/delistings/removal_tasks.hpp>
#include <store/money/ledger_table.hpp>
#include <support/await.hpp>
#include <thread>

#include "outbound/smtp_sender.hpp"
#include "services/removal_worker.hpp"
#include "services/services_world.hpp"
#include "store/live_jobs.hpp"

namespace offlist {
namespace {

std::string from_environment(const char* name)
{
    const char* const text = std::getenv(name);
    if (text == nullptr) throw std::runtime_error(std::string(name) + " is not set");
    return text;
}

// What the parent reads: a fact is told after the store has said that it is durable.
void tell(const std::string& fact)
{
    const std::string line = fact + '\n';
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
}

struct real_worker {
    explicit real_worker(store::database& db)
        : sender({.server = "127.0.0.1",
                  .port = static_cast<std::uint16_t>(std::stoi(from_environment("OFFLIST_CHILD_SMTP"))),
                  .security = outbound::smtp_security::none},
                 loop),
          worker(db, &sender, nullptr, time,
                 {.name = "offlist:" + std::to_string(::getpid()),
                  .mail_from = "delisting@example.org",
                  .reply_to = {},
                  .lease = std::chrono::seconds(std::stoi(from_environment("OFFLIST_CHILD_LEASE")))},
                 {.lists = [this] { return lists; },
                  .details = [] { return std::make_shared<const removal_catalog>(); },
                  .policy = [] { return delisting_policy{}; },
                  .warn = [](const std::string& text) { tell("warned " + text); }})
    {
    }
    std::shared_ptr<const catalog> lists = std::make_shared<const catalog>(lists_of_all_ways());
    real_clock time;
    outbound::transfer_loop loop;
    outbound::smtp_sender sender;
    services::removal_worker worker;
};

// The rest of the service: orders, payments, staff, answers, time; all of it at random.
class busy_service {
public:
    explicit busy_service(store::database& db) : db_(db), random_(std::random_device()()) {}

    void work()
    {
        for (;;) {
            switch (random_() % 8) {
                case 0:
                case 1:
                    pay();
                    break;
                case 2:
                case 3:
                case 4:
                    order();
                    break;
                case 5:
                    staff();
                    break;
                case 6:
                    answers();
                    break;
                default:
                    (void)write([this](soci::session& s) { return store::let_time_pass(s, now(), {}); });
            }
        }
    }

private:
    template <class Work>
    std::invoke_result_t<Work&, soci::session&> write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db_.write_now([&](soci::session& s) -> parsed<result> { return work(s); }).value();
    }
    [[nodiscard]] std::chrono::sys_seconds now() const { return time_.now_seconds(); }

    void pay()
    {
        const std::string id = "pi_" + std::to_string(random_());
        const receipt r{.gateway = "stripe",
                        .external_id = id,
                        .account = 1,
                        .amount = {static_cast<std::int64_t>(random_() % 10'000 + 1), usd},
                        .at = now()};
        (void)write([&](soci::session& s) { return store::receive_payment(s, r, {}); });
        tell("paid " + id);
    }
    void order()
    {
        const auto lists = lists_of_all_ways();
        const blocklist& on = lists.lists().at(random_() % lists.lists().size());
        const store::delisting_order o{.account = 1,
                                       .subject = "192.0.2." + std::to_string(random_() % 256),
                                       .blocklist = on.id,
                                       .fee = delisting_fee,
                                       .method = on.removal.method,
                                       .url = on.removal.url,
                                       .deadline = std::chrono::days{10},
                                       .at = now()};
        const auto placed = write([&](soci::session& s) { return store::place_order(s, o, {}); });
        if (placed.accepted) tell("ordered " + std::to_string(placed.what.id));
    }
    void staff()
    {
        (void)write([this](soci::session& s) {
            for (const auto& t : store::open_tasks(s, 0, 100)) {
                if (t.claimed_by && t.claimed_by->starts_with("offlist")) continue;  // the program's own
                if (t.blocklist != "page") continue;
                (void)store::claim_task(s, t.id, "ann", now(), {});
                (void)store::complete_task(
                    s, t.id, "ann", random_() % 2 == 0 ? store::task_outcome::submitted : store::task_outcome::rejected,
                    "a note", now(), {});
            }
            return true;
        });
    }
    void answers()
    {
        (void)write([this](soci::session& s) {
            for (const auto& j : store::jobs_asked_about(s))
                (void)store::apply(s, j.id, job_event::seen{{verdict::clean, now(), std::chrono::seconds(60), 0}, true},
                                   now(), {}, "dns");
            return true;
        });
    }

    store::database& db_;
    std::mt19937_64 random_;
    real_clock time_;
};

}  // namespace

// Not tests: what the processes of crash_test.cpp do.
TEST(child, DISABLED_works_once)
{
    boost::asio::io_context io;  // must outlive the store
    const auto db = store::database::open({.url = from_environment("OFFLIST_CHILD_STORE")}).value();
    real_worker w(*db);
    tell("begun " + std::to_string(test::await(io, w.worker.work()).value()));
}

TEST(child, DISABLED_works_until_killed)
{
    boost::asio::io_context io;  // must outlive the store
    const auto db = store::database::open({.url = from_environment("OFFLIST_CHILD_STORE")}).value();
    std::thread requests([&db] { busy_service(*db).work(); });
    real_worker w(*db);
    for (;;) {
        const auto round = test::await(io, w.worker.work());
        if (round) continue;
        // no exception: the other thread never ends, so that only "terminate called" would be heard of it
        std::cerr << round.error().to_string() << std::endl;
        std::_Exit(1);
    }
}

child::child(const std::string& what, const std::map<std::string, std::string>& with)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe for a child");
    std::vector<std::string> variables;
    for (char** v = environ; *v != nullptr; ++v) variables.emplace_back(*v);
    for (const auto& [name, value] : with) variables.push_back(name + '=' + value);
    std::vector<char*> envp;
    for (std::string& v : variables) envp.push_back(v.data());
    envp.push_back(nullptr);
    std::vector<std::string> words{"/proc/self/exe", "--gtest_also_run_disabled_tests",
                                   "--gtest_filter=child.DISABLED_" + what};
    std::vector<char*> argv;
    for (std::string& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, pipe[1], STDOUT_FILENO);
    const int failed = ::posix_spawn(&pid_, "/proc/self/exe", &files, nullptr, argv.data(), envp.data());
    ::posix_spawn_file_actions_destroy(&files);
    ::close(pipe[1]);
    output_ = pipe[0];
    if (failed != 0) throw std::runtime_error("a child cannot be started");
}

child::~child()
{
    ::close(output_);
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

bool child::read_line(std::string& line)
{
    for (;;) {
        if (const auto end = unread_.find('\n'); end != std::string::npos) {
            line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return true;
        }
        std::array<char, 4096> more{};
        const ssize_t got = ::read(output_, more.data(), more.size());
        if (got <= 0) return false;
        unread_.append(more.data(), static_cast<std::size_t>(got));
    }
}

void child::signal(int which) const
{
    ::kill(pid_, which);
}

bool child::wait_until_stopped()
{
    int status = 0;
    while (::waitpid(pid_, &status, WUNTRACED) < 0 && errno == EINTR) {
    }
    if (WIFSTOPPED(status)) return true;
    pid_ = -1;
    return false;
}

int child::wait()
{
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
}

}  // namespace offlist
