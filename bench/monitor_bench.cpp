// The monitor in virtual time with very many subjects, for bench/monitor.sh:
//
//   monitor_bench scheduler [N LISTS]      an hour of the steady state without a store: CPU time a question, memory
//   monitor_bench rounds FILE [N LISTS]    three rounds into a new SQLite store: its size after each
//   monitor_bench start FILE [N LISTS]     a start from that store: the time to the first question, memory
//
// N subjects (a million unless said), each asked about on LISTS lists (60), of which each lists one in a hundred.
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <monitor/monitor.hpp>
#include <store/accounts/account_table.hpp>
#include <store/accounts/subject_table.hpp>
#include <store/engine/sql.hpp>
#include <store/monitoring/sql_monitor_store.hpp>
#include <string>

#include "null_store.hpp"

namespace offlist::bench {
namespace {

using namespace std::chrono_literals;
using wall = std::chrono::steady_clock;

constexpr std::chrono::sys_seconds morning{std::chrono::sys_days{std::chrono::year(2026) / 11 / 23} + 8h};

struct size {
    std::uint32_t subjects = 1'000'000;
    std::uint32_t lists = 60;
};

double seconds_of(wall::duration d)
{
    return std::chrono::duration<double>(d).count();
}

double cpu_seconds(int whose)
{
    rusage used{};
    (void)::getrusage(whose, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double peak_mebibytes()
{
    rusage used{};
    (void)::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

std::vector<monitored_list> make_lists(std::uint32_t count)
{
    std::vector<monitored_list> all;
    for (std::uint32_t n = 0; n < count; ++n) {
        blocklist l;
        l.id = "l" + std::to_string(n);
        l.zone = l.id + ".bl";
        l.use_key({});
        l.subjects[0] = true;
        l.tests[0] = {"127.0.0.2", "127.0.0.1"};
        answer_rule any;
        any.first = 0x7f000002;
        any.last = 0x7f0000ff;
        any.means = "spam source";
        l.answers = {any};
        all.push_back({std::move(l), "0123456789abcdef"});
    }
    return all;
}

class bench final : public monitor_observer {
public:
    bench(monitor_store& store, const size& of)
        : store_(store), running_(pipeline_, store_, time_, budget_, options(), make_lists(of.lists), *this)
    {
        boost::asio::co_spawn(io_, running_.start(), [this](const std::exception_ptr& failed, parsed<void> result) {
            if (failed) std::rethrow_exception(failed);
            if (!result) {
                std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
                std::exit(1);
            }
            ended_ = true;
        });
    }

    void until_first_question()
    {
        while (pipeline_.asked() == 0) step();
    }
    void advance(std::chrono::seconds how_long)
    {
        const auto end = pipeline_.now() + how_long;
        while (pipeline_.now() < end) step();
    }
    void stop()
    {
        running_.stop();
        while (!ended_) step();
    }
    [[nodiscard]] std::uint64_t asked() const { return pipeline_.asked(); }
    [[nodiscard]] double in_monitor() const { return in_monitor_; }
    [[nodiscard]] std::uint64_t open() const
    {
        std::uint64_t all = 0;
        for (const list_status& l : running_.status().lists) all += l.open;
        return all;
    }
    [[nodiscard]] std::chrono::seconds lag() const { return running_.status().lag; }

    void store_failed(const problem& p) override { std::fprintf(stderr, "store: %s\n", p.to_string().c_str()); }
    void kept_back(const mass_change& m) override { std::fprintf(stderr, "kept back on %s\n", m.blocklist.c_str()); }

private:
    static monitor_options options()
    {
        monitor_options o;
        o.sweep.canary_seed = 1;
        return o;
    }
    void step()
    {
        // The monitor's coroutine has something to do a few times a slice. To look for it costs a system call, which
        // the daemon makes anyhow, for its sockets.
        constexpr int ticks_between = 20;
        pipeline_.step();
        if (pipeline_.busy() && ++ticks_ % ticks_between != 0) return;
        const double before = cpu_seconds(RUSAGE_THREAD);
        io_.restart();
        if (io_.poll() > 0) in_monitor_ += cpu_seconds(RUSAGE_THREAD) - before;
        while (store_.busy()) {
            io_.restart();
            (void)io_.run_one_for(100ms);
        }
    }

    boost::asio::io_context io_{1};
    virtual_pipeline pipeline_{truth{}};
    virtual_clock time_{pipeline_, morning};
    memory_budget budget_;
    awaited_store store_;
    monitor running_;
    bool ended_ = false;
    std::uint64_t ticks_ = 0;
    double in_monitor_ = 0;
};

// What the pipeline costs by itself: the same number of questions from a source that has them ready.
class ready_source final : public dns::question_source {
public:
    explicit ready_source(std::uint64_t a_tick) : a_tick_(a_tick)
    {
        for (std::uint32_t n = 0; n < names; ++n)
            (void)names_[n].assign(std::to_string(n % 251) + ".12.83.45.l" + std::to_string(n % 60) + ".bl");
    }
    bool next(dns::outgoing& q, dns::steady_time now) override
    {
        if (now >= tick_ends_) {
            tick_ends_ = now + virtual_pipeline::tick;
            given_ = 0;
        }
        if (given_ == a_tick_) return false;
        ++given_;
        q.name = names_[number_++ % names];
        q.type = record_type::a;
        return true;
    }
    void answered(std::uint64_t, const answer&, dns::steady_time) override {}
    [[nodiscard]] std::optional<dns::steady_time> idle_until() const override { return tick_ends_; }

private:
    static constexpr std::size_t names = 4096;
    std::array<dns::wire_name, names> names_;
    std::uint64_t a_tick_;
    std::uint64_t given_ = 0;
    std::uint64_t number_ = 0;
    dns::steady_time tick_ends_{};
};

double microseconds_of_pipeline(std::uint64_t questions_a_tick)
{
    constexpr std::uint64_t questions = 5'000'000;
    virtual_pipeline pipeline{truth{}};
    auto source = std::make_unique<ready_source>(questions_a_tick);
    pipeline.attach(*source);
    const double before = cpu_seconds(RUSAGE_THREAD);
    while (pipeline.asked() < questions) pipeline.step();
    return 1e6 * (cpu_seconds(RUSAGE_THREAD) - before) / static_cast<double>(pipeline.asked());
}

void tell(const char* what, double value, const char* unit, double goal = 0)
{
    std::printf("%-46s %10.2f %-8s", what, value, unit);
    if (goal > 0) std::printf(" goal < %g: %s", goal, value < goal ? "kept" : "MISSED");
    std::printf("\n");
    (void)std::fflush(stdout);
}

void scheduler(const size& of)
{
    null_store nothing(of.subjects, of.lists, truth{}, morning);
    bench b(nothing, of);
    b.advance(10min);  // the open listings find their turns
    const std::uint64_t asked = b.asked();
    const double cpu = cpu_seconds(RUSAGE_THREAD), monitor_seconds = b.in_monitor();
    b.advance(1h);
    const auto questions = static_cast<double>(b.asked() - asked);
    const double each = 1e6 * (cpu_seconds(RUSAGE_THREAD) - cpu) / questions;
    const double ticks = 3600 * 1000.0;
    const double pipeline = microseconds_of_pipeline(static_cast<std::uint64_t>(questions / ticks) + 1);
    tell("open listings", static_cast<double>(b.open()), "");
    tell("questions of one hour", questions, "");
    tell("behind its interval", static_cast<double>(b.lag().count()), "s");
    tell("CPU a question, with the fake resolver", each, "us");
    tell("CPU a question, the fake resolver alone", pipeline, "us");
    tell("CPU a question: the scheduler", each - pipeline, "us", 1);
    tell("  of that planning and judging of slices", 1e6 * (b.in_monitor() - monitor_seconds) / questions, "us");
    tell("peak memory", peak_mebibytes(), "MiB", 512);
}

std::int64_t number_in(store::database& db, const std::string& query)
{
    auto job = [&](soci::session& s) -> parsed<std::int64_t> {
        return store::sql::only<std::int64_t>(s, query).value_or(0);
    };
    return db.read_now(job).value();
}

std::unique_ptr<store::database> open(const std::string& file)
{
    auto db = store::database::open({.url = "sqlite:" + file});
    if (db) return std::move(*db);
    std::fprintf(stderr, "%s\n", db.error().to_string().c_str());
    std::exit(1);
}

// Single addresses, one row each: the most that so many subjects can cost.
void fill(store::database& db, std::uint32_t subjects)
{
    store::actor by;
    by.who.role = role::admin;
    by.who.name = "benchmark";
    by.at = morning;
    for (std::uint32_t customer = 0; customer < customers; ++customer) {
        auto job = [&](soci::session& s) -> parsed<void> {
            const auto id = store::account_table::create(s, "customer", "post@example.org", by).id;
            std::vector<store::new_subject> lines;
            for (std::uint32_t n = customer; n < subjects; n += customers)
                lines.push_back({.text = address_v4(first_address + n).to_string(), .label = {}, .file = {}});
            const auto added = store::subject_table::add_many(s, id, lines, by, special_addresses::refuse);
            if (!added) return added.error().front();
            return {};
        };
        db.write_now(job).value();
    }
}

void rounds(const size& of, const std::string& file)
{
    const auto db = open(file);
    fill(*db, of.subjects);
    store::sql_monitor_store memory(*db);
    bench b(memory, of);
    const auto began = wall::now();
    const auto report = [&](const char* when) {
        const auto log = file + "-wal";
        std::printf("%s: %.1f million questions, %lld changes stored, file %.1f MiB, log %.1f MiB, %.0f s so far\n",
                    when, static_cast<double>(b.asked()) / 1e6,
                    static_cast<long long>(number_in(*db, "SELECT COUNT(*) FROM listing_change")),
                    static_cast<double>(std::filesystem::file_size(file)) / (1 << 20),
                    static_cast<double>(std::filesystem::file_size(log)) / (1 << 20), seconds_of(wall::now() - began));
        (void)std::fflush(stdout);
    };
    report("before the first round   ");
    b.advance(6h + 30min);  // and what it found is confirmed
    report("after one round          ");
    b.advance(6h);
    report("after two rounds         ");
    b.advance(6h);
    report("after three rounds       ");
    tell("open listings", static_cast<double>(b.open()), "");
    tell("behind its interval", static_cast<double>(b.lag().count()), "s");
    b.stop();
    const auto figures = db->figures();
    tell("transactions", static_cast<double>(figures.commits), "");
    tell("CPU a question, all threads", 1e6 * cpu_seconds(RUSAGE_SELF) / static_cast<double>(b.asked()), "us");
    tell("peak memory", peak_mebibytes(), "MiB", 512);
}

void start(const size& of, const std::string& file)
{
    const auto began = wall::now();
    const auto db = open(file);
    store::sql_monitor_store memory(*db);
    bench b(memory, of);
    b.until_first_question();
    tell("from the start to the first question", seconds_of(wall::now() - began), "s", 10);
    tell("open listings", static_cast<double>(b.open()), "");
    b.advance(5min);
    tell("peak memory", peak_mebibytes(), "MiB", 512);
    b.stop();
}

int usage()
{
    (void)std::fprintf(stderr, "usage: monitor_bench scheduler|rounds FILE|start FILE [SUBJECTS LISTS]\n");
    return 2;
}

int run(int argc, char** argv)
{
    if (argc < 2) return usage();
    const std::string what = argv[1];
    const int first = what == "scheduler" ? 2 : 3;
    if (argc < first) return usage();
    size of;
    if (argc > first) of.subjects = static_cast<std::uint32_t>(std::strtoul(argv[first], nullptr, 10));
    if (argc > first + 1) of.lists = static_cast<std::uint32_t>(std::strtoul(argv[first + 1], nullptr, 10));
    if (what == "scheduler")
        scheduler(of);
    else if (what == "rounds")
        rounds(of, argv[2]);
    else if (what == "start")
        start(of, argv[2]);
    else
        return usage();
    return 0;
}

}  // namespace
}  // namespace offlist::bench

int main(int argc, char** argv)
{
    return offlist::bench::run(argc, argv);
}
