#include "daemon/running_program.hpp"

#include <algorithm>
#include <dns/engine.hpp>
#include <monitor/list_budget.hpp>
#include <monitor/list_standing.hpp>
#include <monitor/monitor.hpp>
#include <telemetry/metrics.hpp>
#include <utility>

#include "daemon/check_now.hpp"
#include "daemon/ledger_check.hpp"
#include "daemon/login_mailer.hpp"
#include "daemon/monitor_runner.hpp"
#include "daemon/one_of.hpp"
#include "daemon/readiness.hpp"
#include "daemon/restore_watch.hpp"
#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

constexpr int most_checks = 16;  // each is a sweep over all lists: more would only wait for one another

// Its two test entries, each asked again when nothing comes, within the half of the time that the first tests have. A
// list that may not be asked so often has never been heard to be silent.
bool had_time_for_its_tests(const blocklist& list, std::chrono::milliseconds patience)
{
    constexpr double questions = 4;
    return !list.limits.per_second ||
           std::chrono::duration<double>(questions / *list.limits.per_second) <= patience / 2;
}

}  // namespace

std::shared_ptr<const catalog> running_program::lists()
{
    return of_.settings.lists();
}

std::shared_ptr<const delisting_terms> running_program::terms()
{
    return of_.settings.now().terms;
}

resolver& running_program::dns()
{
    return of_.engine;
}

std::map<std::string, list_state> running_program::health_in_sweep() const
{
    std::map<std::string, list_state> all;
    for (const list_status& one : of_.sweep.status().lists) all[one.blocklist] = one.health;
    return all;
}

// A list is dead when it never passed its tests while another one did: else it may be the network.
void running_program::learn(const check_outcome& from, const std::vector<std::string>& had_time)
{
    const auto well = [](const auto& one) { return one.second.was_healthy; };
    if (std::none_of(from.health.begin(), from.health.end(), well)) return;
    const auto in_sweep = health_in_sweep();
    for (const finding& f : from.found) {
        const auto seen = from.health.find(f.blocklist);
        if (seen == from.health.end()) continue;
        const auto& [id, of] = *seen;
        if (of.was_healthy) {
            dead_.met_alive(id);
        } else if (f.judged.reason == unknown_reason::list_unhealthy ||
                   (f.judged.reason == unknown_reason::timeout &&
                    std::find(had_time.begin(), had_time.end(), id) != had_time.end())) {
            const auto thought = in_sweep.find(id);
            dead_.met_dead(id, {.since = of_.time.now_seconds(),
                                .reason = f.judged.reason,
                                .why = of.why,
                                .in_sweep = thought == in_sweep.end() ? list_state::unused : thought->second,
                                .until = of_.time.steady() + dead_lists::remembered_for});
        }
    }
}

boost::asio::awaitable<parsed<std::vector<api::checked_list>>> running_program::check_now(
    subject about, std::chrono::milliseconds patience)
{
    if (*checks_running_ >= most_checks)
        co_return problem{.what = "too many checks run at once", .expected = "the same request in a few seconds"};
    const one_of running(checks_running_);
    std::vector<blocklist> asked;
    std::vector<std::string> had_time;  // ids
    std::vector<api::checked_list> told;
    const auto in_sweep = health_in_sweep();
    for (const blocklist& list : of_.settings.now().lists) {
        if (!list.asks(kind_of(about))) continue;
        const auto thought = in_sweep.find(list.id);
        const auto* const dead =
            dead_.of(list.id, thought == in_sweep.end() ? list_state::unused : thought->second, of_.time.steady());
        if (dead == nullptr) {
            asked.push_back(list);
            if (had_time_for_its_tests(list, patience)) had_time.push_back(list.id);
            continue;
        }
        api::checked_list one;
        one.found.subject = about;
        one.found.blocklist = list.id;
        one.found.scope = list.scope;
        one.found.judged.reason = dead->reason;
        one.why = dead->why;
        one.dead_since = dead->since;
        told.push_back(std::move(one));
    }
    if (asked.empty()) co_return told;
    auto outcome = co_await daemon::check_now(of_.engine, std::move(asked), std::move(about), special_addresses::allow,
                                              of_.time, of_.budgets, patience, of_.settings.now().lists);
    learn(outcome, had_time);
    for (finding& f : outcome.found) {
        api::checked_list one;
        const auto seen = outcome.health.find(f.blocklist);
        if (f.judged.what == verdict::unknown && seen != outcome.health.end()) one.why = seen->second.why;
        one.found = std::move(f);
        told.push_back(std::move(one));
    }
    co_return told;
}

void running_program::subjects_changed(std::vector<std::string>)
{
    of_.runner.subjects_changed();
}

void running_program::mass_change_decided(std::int64_t id, mass_decision what)
{
    of_.sweep.decided(id, what);
}

bool running_program::books_wrong()
{
    return of_.books.unbalanced();
}

boost::asio::awaitable<std::vector<api::readiness_check>> running_program::readiness()
{
    co_return readiness_of(of_.state());
}

std::vector<list_budget> running_program::budget(const std::array<std::uint64_t, subject_kinds>& more)
{
    return of_.sweep.budget(more);
}

std::vector<list_standing> running_program::standing(const subject_range& of, std::chrono::sys_seconds since)
{
    return of_.sweep.standing(of, since);
}

void running_program::login_link_asked(std::string email, std::string asked_by, std::string return_to)
{
    of_.mailer.link_asked(std::move(email), std::move(asked_by), std::move(return_to));
}

bool running_program::mail_invitation(std::string email, std::string link)
{
    return of_.mailer.invite(std::move(email), std::move(link));
}

std::string running_program::held()
{
    return of_.restored.trouble();
}

void running_program::restore_confirmed()
{
    of_.restored.look_again();
}

std::string running_program::metrics_text()
{
    const state_of_parts now = of_.state();
    return of_.counts.text(now.sweep, ready(readiness_of(now)));
}

}  // namespace offlist::daemon
