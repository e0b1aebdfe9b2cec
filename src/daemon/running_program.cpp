#include "daemon/running_program.hpp"

#include <dns/engine.hpp>
#include <monitor/list_budget.hpp>
#include <telemetry/metrics.hpp>
#include <utility>

#include "daemon/check_now.hpp"
#include "daemon/login_mailer.hpp"
#include "daemon/monitor_runner.hpp"
#include "daemon/readiness.hpp"
#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

constexpr int most_checks = 16;  // each is a sweep over all lists: more would only wait for one another

// Counts a check while it runs, however it ends.
class one_of {
public:
    explicit one_of(std::shared_ptr<int> number) : number_(std::move(number)) { ++*number_; }
    ~one_of() { --*number_; }
    one_of(const one_of&) = delete;
    one_of& operator=(const one_of&) = delete;

private:
    std::shared_ptr<int> number_;
};

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

boost::asio::awaitable<parsed<std::vector<finding>>> running_program::check_now(subject about,
                                                                                std::chrono::milliseconds patience)
{
    if (*checks_running_ >= most_checks)
        co_return problem{.what = "too many checks run at once", .expected = "the same request in a few seconds"};
    const one_of running(checks_running_);
    std::vector<blocklist> asked;
    for (const blocklist& list : of_.settings.now().lists)
        if (list.asks(kind_of(about))) asked.push_back(list);
    auto found = co_await daemon::check_now(of_.engine, std::move(asked), std::move(about), special_addresses::allow,
                                            of_.time, of_.budgets, patience, of_.settings.now().lists);
    co_return found;
}

void running_program::subjects_changed(std::vector<std::string>)
{
    of_.runner.subjects_changed();
}

void running_program::mass_change_decided(std::int64_t id, mass_decision what)
{
    of_.sweep.decided(id, what);
}

boost::asio::awaitable<std::vector<api::readiness_check>> running_program::readiness()
{
    co_return readiness_of(of_.state());
}

std::vector<list_budget> running_program::budget(const std::array<std::uint64_t, subject_kinds>& more)
{
    return of_.sweep.budget(more);
}

void running_program::login_link_asked(std::string email, std::string asked_by, std::string return_to)
{
    of_.mailer.link_asked(std::move(email), std::move(asked_by), std::move(return_to));
}

bool running_program::mail_invitation(std::string email, std::string link)
{
    return of_.mailer.invite(std::move(email), std::move(link));
}

std::string running_program::metrics_text()
{
    const state_of_parts now = of_.state();
    return of_.counts.text(now.sweep, ready(readiness_of(now)));
}

}  // namespace offlist::daemon
