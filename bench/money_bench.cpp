// money_bench: how many delisting orders a second the store takes durably, and a bare loop of inserts as a yardstick.
//
//   money_bench orders FOLDER COUNT IN_FLIGHT    orders as REST places them: job, hold, history, notice, task
//   money_bench inserts FOLDER COUNT BATCH       one row each, prepared, BATCH a transaction, the same durability
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <store/accounts/account_table.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/money/ledger_table.hpp>
#include <string>

namespace {

using namespace offlist;
using seconds = std::chrono::duration<double>;

constexpr money fee{3500, {{'U', 'S', 'D'}}};
constexpr std::chrono::sys_seconds at{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

double cpu_seconds()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto of = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

std::string subject(int i)
{
    return "10." + std::to_string(i >> 16 & 255) + '.' + std::to_string(i >> 8 & 255) + '.' + std::to_string(i & 255);
}

template <class Work>
auto now(store::database& db, Work work)
{
    using result = std::invoke_result_t<Work&, soci::session&>;
    return db.write_now([&](soci::session& s) -> parsed<result> { return work(s); }).value();
}

boost::asio::awaitable<void> buy(store::database& db, std::int64_t account, int& next, int count)
{
    const delisting_policy policy;
    while (next < count) {
        store::delisting_order order{.account = account,
                                     .subject = subject(next++),
                                     .blocklist = "example-ip",
                                     .fee = fee,
                                     .url = "https://lists.example/remove",
                                     .deadline = std::chrono::days{10},
                                     .at = at};
        auto place = [order = std::move(order), &policy](soci::session& s) -> parsed<store::placed_order> {
            return store::place_order(s, order, policy);
        };
        const auto placed = co_await db.write(std::move(place));
        if (!placed || !placed->accepted || placed->what.state != job_state::held) std::abort();
    }
}

int orders(const std::string& folder, int count, int in_flight)
{
    const auto db = store::database::open({.url = "sqlite:" + folder + "/orders.db"}).value();
    const auto account = now(*db, [](soci::session& s) {
        return store::account_table::create(s, "Bench", "bench@example.org", {.who = {}, .reason = {}, .at = at}).id;
    });
    now(*db, [&](soci::session& s) {
        return store::receive_payment(s,
                                      {.gateway = "bench",
                                       .external_id = "1",
                                       .account = account,
                                       .amount = {fee.cents * count, fee.in},
                                       .at = at},
                                      {});
    });
    const auto before = db->figures();
    const double cpu = cpu_seconds();
    const auto began = std::chrono::steady_clock::now();
    boost::asio::io_context io{1};
    int next = 0;
    for (int i = 0; i < in_flight; ++i)
        boost::asio::co_spawn(io, buy(*db, account, next, count), [](const std::exception_ptr& failed) {
            if (failed) std::rethrow_exception(failed);
        });
    io.run();
    const double took = seconds(std::chrono::steady_clock::now() - began).count();
    const auto done = db->figures();
    const auto report = store::ledger_table(*db).verify().value();
    if (!report.balanced()) std::abort();
    std::printf("%.0f orders/s, %.1f us of CPU each, %.1f a transaction\n", count / took,
                1e6 * (cpu_seconds() - cpu) / count,
                static_cast<double>(done.units - before.units) / static_cast<double>(done.commits - before.commits));
    return 0;
}

int inserts(const std::string& folder, int count, int batch)
{
    soci::session s(soci::sqlite3, "dbname=\"" + folder + "/inserts.db\"");
    for (const char* text : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-16384"})
        s << text;
    s << "CREATE TABLE delisting (id INTEGER PRIMARY KEY AUTOINCREMENT, account BIGINT NOT NULL, subject TEXT NOT "
         "NULL, "
         "blocklist TEXT NOT NULL, fee BIGINT NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL)";
    long long account = 1, cents = fee.cents, created = at.time_since_epoch().count();
    std::string about, list = "example-ip", state = "held";
    soci::statement insert =
        (s.prepare << "INSERT INTO delisting (account, subject, blocklist, fee, state, created_at) "
                      "VALUES (:account, :subject, :blocklist, :fee, :state, :created)",
         soci::use(account), soci::use(about), soci::use(list), soci::use(cents), soci::use(state), soci::use(created));
    const double cpu = cpu_seconds();
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < count;) {
        s << "BEGIN IMMEDIATE";
        for (int j = 0; j < batch && i < count; ++i, ++j) {
            about = subject(i);
            insert.execute(true);
        }
        s << "COMMIT";
    }
    const double took = seconds(std::chrono::steady_clock::now() - began).count();
    std::printf("%.0f inserts/s, %.1f us of CPU each, %d a transaction\n", count / took,
                1e6 * (cpu_seconds() - cpu) / count, batch);
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 5) return 2;
    const std::string what = argv[1];
    const int count = std::atoi(argv[3]);
    const int third = std::atoi(argv[4]);
    if (count < 1 || third < 1) return 2;
    return what == "orders" ? orders(argv[2], count, third) : what == "inserts" ? inserts(argv[2], count, third) : 2;
}
