#include "daemon/order_loop.hpp"

#include <accounts/account.hpp>
#include <algorithm>
#include <delisting/terms.hpp>
#include <monitor/definition_version.hpp>
#include <monitor/monitor.hpp>
#include <services/old_orders.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <telemetry/log.hpp>
#include <telemetry/metrics.hpp>
#include <utility>

#include "daemon/restore_watch.hpp"
#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto shortest_round = 1s;
constexpr auto longest_round = 20s;
constexpr auto figures_every = 30s;

// Half of what a job can notice, so that nothing waits for long.
std::chrono::seconds round_for(const delisting_policy& policy, std::chrono::seconds listed_interval)
{
    const auto shortest =
        std::min({policy.spacing, policy.claim_timeout, policy.hard_cap, policy.grace, listed_interval});
    return std::clamp<std::chrono::seconds>(shortest / 2, shortest_round, longest_round);
}

constexpr int most_told_at_once = 1000;  // the rest is told after the next round

void tell(const store::moved_job& m)
{
    const std::string id = public_id("del", m.id);
    const std::string owner = public_id("acc", m.account);
    const std::string from = m.what.from.empty() ? "none" : m.what.from;
    const std::string why = m.what.note.empty() ? "none" : m.what.note;
    telemetry::log_detail("delisting " + m.what.to, {{"delisting", id},
                                                     {"state", m.what.to},
                                                     {"before", from},
                                                     {"subject", m.subject},
                                                     {"blocklist", m.blocklist},
                                                     {"account", owner},
                                                     {"by", m.what.actor},
                                                     {"note", why}});
}

void tell_trouble_of_orders(const std::string& trouble)
{
    if (trouble.empty())
        telemetry::log_detail("delistings are tended again");
    else
        telemetry::log_error("delistings are not tended: " + trouble);
}

}  // namespace

order_loop::order_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time, monitor& asks,
                       resolver& dns, const settings_in_use& by, telemetry::metrics& counts, restore_watch& restored)
    : db_(db),
      time_(time),
      asks_(asks),
      dns_(dns),
      by_(by),
      counts_(counts),
      restored_(restored),
      jobs_(db, time, *this),
      rounds_(
          on, [this] { return round(); }, tell_trouble_of_orders)
{
}

void order_loop::saw(const finding& f)
{
    const auto lists = by_.lists();
    const blocklist* const list = lists->find(f.blocklist);
    jobs_.saw(f.subject, f.blocklist, evidence_of(f, list != nullptr ? definition_version(*list) : std::string()));
}

void order_loop::watch(const subject& about, std::string_view blocklist, std::chrono::seconds every)
{
    asks_.watch(about, blocklist, every);
}

void order_loop::unwatch(const subject& about, std::string_view blocklist)
{
    asks_.unwatch(about, blocklist);
}

boost::asio::awaitable<round_outcome> order_loop::round()
{
    if (auto waits = co_await restored_.instead_of_work()) co_return std::move(*waits);
    const auto terms = by_.now().terms;
    const auto listed_interval = by_.now().monitor.listed_interval;
    services::round_rules rules{
        .lists = by_.lists(), .policy = terms->policy, .ask_every = std::min(listed_interval, terms->policy.spacing)};
    if (!told_) co_await tell_changes();  // those before the start are old news
    const auto done = co_await jobs_.round(std::move(rules));
    const auto old = co_await services::start_old_orders(db_, dns_, by_.lists(), terms, time_.now_seconds());
    co_await tell_changes();
    if (done && done->stopped > 0)
        telemetry::log_warning("many delistings would end by one cause: they go on until staff says so",
                               {{"delistings", std::to_string(done->stopped)}, {"see", "GET /v1/mass-ends"}});
    if ((done && (done->moved() || done->stopped > 0)) || (old && *old > 0) ||
        time_.steady() - figures_at_ >= figures_every) {
        figures_at_ = time_.steady();
        co_await look_at_figures();
    }
    round_outcome outcome{.next = round_for(terms->policy, listed_interval), .trouble = {}};
    if (!old) outcome.trouble = old.error().to_string();
    if (!done) outcome.trouble = done.error().to_string();
    co_return outcome;
}

// Read from the history, so that it tells also what requests, commands and the worker did.
boost::asio::awaitable<void> order_loop::tell_changes()
{
    store::delisting_reader reader(db_);
    const auto moved = co_await reader.changes_after(told_, most_told_at_once);
    if (!moved) co_return;  // a store in trouble is told elsewhere
    const bool first = !told_.has_value();
    if (first) told_ = 0;
    for (const store::moved_job& m : *moved) {
        told_ = m.change;
        if (!first) tell(m);
    }
}

boost::asio::awaitable<void> order_loop::look_at_figures()
{
    store::delisting_reader reader(db_);
    const auto now = co_await reader.figures();
    if (now) counts_.delistings(*now);  // a store in trouble is told elsewhere
}

}  // namespace offlist::daemon
