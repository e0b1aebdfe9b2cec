// What keeps orders moving beside the requests: jobs that DNS and time decide, and books that must balance.
#include <algorithm>
#include <core/timestamp.hpp>
#include <monitor/definition_version.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <store/money/ledger_table.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "daemon/service.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto shortest_round = 1s;
constexpr auto longest_round = 20s;
constexpr auto figures_every = 30s;
constexpr auto night = 3h;  // UTC: when most customers sleep and most sweeps are far from their daily limits
constexpr std::size_t most_told = 10;

// Half of what a job can notice, so that nothing waits for long.
std::chrono::seconds round_for(const delisting_policy& policy, std::chrono::seconds listed_interval)
{
    const auto shortest = std::min({policy.spacing, policy.claim_timeout, policy.hard_cap, listed_interval});
    return std::clamp<std::chrono::seconds>(shortest / 2, shortest_round, longest_round);
}

std::chrono::seconds until_night(std::chrono::sys_seconds now)
{
    const auto today = std::chrono::floor<std::chrono::days>(now) + std::chrono::seconds(night);
    const auto next = now < today ? today : today + std::chrono::days(1);
    return next - now;
}

}  // namespace

void service::saw_pair(const finding& f)
{
    const blocklist* const list = catalog_->find(f.blocklist);
    jobs_.saw(f.subject, f.blocklist, evidence_of(f, list != nullptr ? definition_version(*list) : std::string()));
}

boost::asio::awaitable<void> service::tend_jobs()
{
    std::string told;
    std::chrono::steady_clock::time_point figures_at{};
    for (;;) {
        const auto terms = settings_.terms;
        services::round_rules rules{.lists = catalog_,
                                    .policy = terms->policy,
                                    .ask_every = std::min(settings_.monitor.listed_interval, terms->policy.spacing)};
        const auto done = co_await jobs_.round(std::move(rules));
        const std::string trouble = done ? std::string() : done.error().to_string();
        if (!trouble.empty() && trouble != told) telemetry::log_error("delistings are not tended: " + trouble);
        if (trouble.empty() && !told.empty()) telemetry::log_detail("delistings are tended again");
        told = trouble;
        if (done && done->moved())
            telemetry::log_detail("delistings moved",
                                  {{"changed", std::to_string(done->changed)}, {"live", std::to_string(done->live)}});
        if ((done && done->moved()) || time_.steady() - figures_at >= figures_every) {
            figures_at = time_.steady();
            co_await look_at_figures();
        }
        co_await pause(round_for(terms->policy, settings_.monitor.listed_interval));
    }
}

boost::asio::awaitable<void> service::look_at_figures()
{
    store::delisting_reader reader(*db_);
    const auto now = co_await reader.figures();
    if (now) counts_.delistings(*now);  // a store in trouble is told elsewhere
}

boost::asio::awaitable<void> service::verify_ledger()
{
    store::ledger_table book(*db_);
    for (;;) {
        const auto report = co_await book.verify_later();
        if (!report) {
            ledger_trouble_ = "the books could not be added up: " + report.error().what;
            telemetry::log_error(*ledger_trouble_);
        } else if (report->balanced()) {
            ledger_trouble_ = std::string();
            telemetry::log_detail("the books balance", {{"transfers", std::to_string(report->transfers)}});
        } else {
            // for anybody to read, so without an account's number or an amount
            ledger_trouble_ = "the books do not balance; the log and offlist ledger verify say where";
            telemetry::log_error("the books do not balance; offlist ledger verify tells everything",
                                 {{"wrong", std::to_string(report->wrong_in_all)}});
            for (std::size_t i = 0; i < std::min(report->wrong.size(), most_told); ++i)
                telemetry::log_error(report->wrong[i]);
        }
        if (report) counts_.ledger_verified(*report, time_.now_seconds());
        co_await pause(report ? until_night(time_.now_seconds()) : std::chrono::seconds(60));
    }
}

api::readiness_check service::ledger_readiness() const
{
    if (!ledger_trouble_) return {"ledger", false, "the books are being added up"};
    return {"ledger", ledger_trouble_->empty(), *ledger_trouble_};
}

}  // namespace offlist::daemon
