#include "daemon/ledger_check.hpp"

#include <algorithm>
#include <billing/replay.hpp>
#include <delisting/terms.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/money/ledger_table.hpp>
#include <telemetry/log.hpp>
#include <telemetry/metrics.hpp>

#include "daemon/night.hpp"
#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto again = 60s;  // when the books could not be read
constexpr auto while_unbalanced = 600s;
constexpr std::size_t most_told = 10;

}  // namespace

ledger_check::ledger_check(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                           const settings_in_use& settings, telemetry::metrics& counts)
    : db_(db), time_(time), settings_(settings), counts_(counts), rounds_(on, [this] { return round(); })
{
}

// Its trouble is told at each verification, not once: there are few, and nothing is worse than books that are wrong.
boost::asio::awaitable<round_outcome> ledger_check::round()
{
    store::ledger_table books(db_);
    if (!trouble_) co_await remember();
    const auto report = co_await books.verify_later();
    round_outcome outcome{.next = again, .trouble = {}};
    if (report) {
        take(*report);
        co_await keep_verdict();
        outcome.next = until_night(time_.now_seconds());
        if (unbalanced_) outcome.next = std::min<std::chrono::milliseconds>(outcome.next, while_unbalanced);
    } else {
        trouble_ = "the books could not be added up: " + report.error().what;
        telemetry::log_error(*trouble_);
    }
    co_return outcome;
}

boost::asio::awaitable<void> ledger_check::keep_verdict()
{
    auto job = [balanced = !unbalanced_, at = time_.now_seconds(),
                policy = settings_.now().terms->policy](soci::session& s) -> parsed<bool> {
        const bool mended = balanced && !store::ledger_table::balanced_before(s);
        store::ledger_table::keep_verdict(s, balanced, at);
        if (mended) store::start_all_waiting(s, at, policy);  // what was paid meanwhile
        return true;
    };
    // when it fails, a restart trusts until its own verification, and what waits does so until the next one
    (void)co_await db_.write(std::move(job));
}

// Adding up takes its time, and whoever restarts a service must not open a shop whose books were wrong.
boost::asio::awaitable<void> ledger_check::remember()
{
    const auto before =
        co_await db_.read([](soci::session& s) -> parsed<bool> { return store::ledger_table::balanced_before(s); });
    unbalanced_ = before && !*before;
}

void ledger_check::take(const ledger_report& report)
{
    unbalanced_ = !report.balanced();
    if (!unbalanced_) {
        trouble_ = std::string();
        telemetry::log_detail("the books balance", {{"transfers", std::to_string(report.transfers)}});
    } else {
        // for anybody to read, so without an account's number or an amount
        trouble_ = "the books do not balance; the log and offlist ledger verify say where";
        telemetry::log_error(
            "the books do not balance: orders and payments are refused until they do; offlist ledger "
            "verify tells everything",
            {{"wrong", std::to_string(report.wrong_in_all)}});
        for (std::size_t i = 0; i < std::min(report.wrong.size(), most_told); ++i)
            telemetry::log_error(report.wrong[i]);
    }
    for (const std::string& what : report.remarks) telemetry::log_warning(what);
    counts_.ledger_verified(report, time_.now_seconds());
}

}  // namespace offlist::daemon
