#include "daemon/store_check.hpp"

#include <algorithm>
#include <store/engine/sql.hpp>
#include <telemetry/log.hpp>
#include <telemetry/metrics.hpp>

#include "daemon/night.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 1s;
constexpr auto read_every = 5s;
constexpr auto first_waits = 30s;  // /readyz, for the first examination: most stores take less
constexpr auto examine_most_often = 5s;
constexpr auto examine_by_day_below = 2s;  // what takes longer reads much of the disk
constexpr int share = 200;                 // of the time that an examination takes
constexpr int share_when_damaged = 20;
constexpr auto when_not_examined = 60s;

void tell_place(const std::string& trouble)
{
    if (trouble.empty())
        telemetry::log_warning("the store is in order again, and is written");
    else
        telemetry::log_error("nothing is written: " + trouble);
}

void tell_connection(const std::string& lost)
{
    if (lost.empty())
        telemetry::log_warning("the store is connected again");
    else
        telemetry::log_warning("a connection to the store went: " + lost);
}

void tell_reading(const std::string& trouble)
{
    if (trouble.empty())
        telemetry::log_warning("the store can be read again");
    else
        telemetry::log_error("the store cannot be read: " + trouble);
}

void tell_examination(const std::string& trouble)
{
    if (!trouble.empty()) telemetry::log_warning("the store could not be examined: " + trouble);
}

}  // namespace

std::chrono::milliseconds until_examination(std::chrono::milliseconds took, std::chrono::sys_seconds now)
{
    const auto night = std::chrono::milliseconds(until_night(now));
    if (took >= examine_by_day_below) return night;
    return std::min(night, std::max<std::chrono::milliseconds>(examine_most_often, share * took));
}

store_check::store_check(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                         telemetry::metrics& counts)
    : db_(db),
      time_(time),
      counts_(counts),
      began_(time.steady()),
      looks_(
          on, [this] { return look(); }, tell_place),
      reads_(
          on, [this] { return read_once(); }, tell_reading),
      examinations_(
          on, [this] { return examine_once(); }, tell_examination)
{
}

void store_check::stop()
{
    stopping_ = true;
    looks_.stop();
    reads_.stop();
    examinations_.stop();
    db_.stop_examining();
}

store_state store_check::state() const
{
    store_state now{
        .condition = db_.condition(), .unreadable = reads_.trouble(), .not_examined = {}, .must_wait = false};
    if (db_.kind() != store::backend::sqlite) return now;
    if (!examined_) {
        now.not_examined = "it is being examined since the start";
        now.must_wait = time_.steady() - began_ < first_waits;
    } else {
        now.not_examined = *examined_;
    }
    return now;
}

boost::asio::awaitable<round_outcome> store_check::look()
{
    for (const std::string& lost : db_.take_connection_news()) tell_connection(lost);
    const auto now = db_.condition();
    const auto why = now.why_not_written();
    // what somebody stumbled over is looked for; what is known already need not be
    if (db_.take_suspicion() && !now.damage) examinations_.wake();
    counts_.store_condition(now.lost.has_value(), now.damage.has_value(), now.full.has_value());
    co_return round_outcome{.next = look_every, .trouble = why ? why->to_string() : std::string()};
}

boost::asio::awaitable<round_outcome> store_check::read_once()
{
    auto work = [](soci::session& s) -> parsed<int> {
        return store::sql::only<int>(s, "SELECT COUNT(*) FROM schema_migration").value_or(0);
    };
    const auto said = co_await db_.read(std::move(work));
    round_outcome outcome{.next = read_every, .trouble = {}};
    if (!said) outcome.trouble = said.error().what;
    co_return outcome;
}

boost::asio::awaitable<round_outcome> store_check::examine_once()
{
    if (db_.condition().lost) co_return round_outcome{.next = examine_most_often, .trouble = {}};
    const auto from = time_.steady();
    const auto found = co_await db_.examine();
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(time_.steady() - from);
    round_outcome outcome{.next = until_examination(took, time_.now_seconds()), .trouble = {}};
    if (db_.kind() != store::backend::sqlite) outcome.next = until_night(time_.now_seconds());
    if (db_.kind() != store::backend::sqlite || stopping_) co_return outcome;
    if (!found) {
        examined_ = "it could not be examined: " + found.error().what;
        outcome.next = when_not_examined;
        outcome.trouble = found.error().to_string();
        co_return outcome;
    }
    if (!examined_ && !found->damage)
        telemetry::log_detail("the store is sound", {{"took_ms", std::to_string(took.count())}});
    examined_ = std::string();
    if (found->damage)  // what was mended, or was the disk's mood, is to be seen soon
        outcome.next = std::max<std::chrono::milliseconds>(examine_by_day_below, share_when_damaged * took);
    counts_.store_examined(!found->damage, took, time_.now_seconds());
    co_return outcome;
}

}  // namespace offlist::daemon
