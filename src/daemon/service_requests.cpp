// What REST asks of the running program.
#include <algorithm>
#include <core/duration.hpp>
#include <utility>

#include "daemon/check_now.hpp"
#include "daemon/service.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr int most_checks = 16;  // each is a sweep over all lists: more would only wait for one another
constexpr auto stuck = 5s;       // a thread so late answers nobody in time

api::readiness_check well(std::string name)
{
    return {std::move(name), true, {}};
}

api::readiness_check not_yet(std::string name, std::string why)
{
    return {std::move(name), false, std::move(why)};
}

// Counts a check while it runs, however it ends.
class one_of {
public:
    explicit one_of(int& number) : number_(number) { ++number_; }
    ~one_of() { --number_; }
    one_of(const one_of&) = delete;
    one_of& operator=(const one_of&) = delete;

private:
    int& number_;
};

}  // namespace

boost::asio::awaitable<parsed<std::vector<finding>>> service::check_now(subject about,
                                                                        std::chrono::milliseconds patience)
{
    if (checks_running_ >= most_checks)
        co_return problem{.what = "too many checks run at once", .expected = "the same request in a few seconds"};
    const one_of running(checks_running_);
    std::vector<blocklist> asked;
    for (const blocklist& list : settings_.lists)
        if (list.asks(kind_of(about))) asked.push_back(list);
    auto found = co_await daemon::check_now(engine_, std::move(asked), std::move(about), special_addresses::allow,
                                            time_, *budgets_, patience, settings_.lists);
    co_return found;
}

void service::subjects_changed(std::vector<std::string>)
{
    // Found in the store like those of the command line: one way in, so that none is asked about twice.
    tasks_.spawn("look for subjects", look_for_subjects(true));
}

void service::mass_change_decided(std::int64_t id, store::mass_decision what)
{
    monitor_.decided(id, what == store::mass_decision::release ? mass_decision::release : mass_decision::dismiss);
}

std::vector<api::readiness_check> service::checks_of_readiness() const
{
    const monitor_status now = monitor_.status();
    std::vector<api::readiness_check> all;

    if (const auto trouble = db_->trouble())
        all.push_back(not_yet("store", "it cannot be written: " + trouble->what));
    else if (now.store)
        all.push_back(not_yet("store", "it refuses to record: " + now.store->what));
    else if (!now.loaded)
        all.push_back(not_yet("store", monitor_failure_.empty() ? "it is being read" : monitor_failure_));
    else
        all.push_back(well("store"));

    if (!resolver_seen_)
        all.push_back(not_yet("resolver", "it has not been asked yet"));
    else if (!resolver_trouble_.empty())
        all.push_back(not_yet("resolver", resolver_trouble_));
    else if (!voice_.blame().empty())
        all.push_back(not_yet("resolver", voice_.blame()));
    else
        all.push_back(well("resolver"));

    // Nobody is behind who has nothing to ask.
    const bool begun = now.loaded && (now.slices > 0 || now.subjects == 0);
    if (!begun)
        all.push_back(not_yet("sweep", "its first slice has not been recorded yet"));
    else if (now.lag > settings_.monitor.interval)
        all.push_back(not_yet("sweep", "it is " + offlist::to_string(now.lag) + " behind its interval of " +
                                           offlist::to_string(settings_.monitor.interval)));
    else
        all.push_back(well("sweep"));

    all.push_back(ledger_readiness());

    if (stopping_)
        all.push_back(not_yet("service", "it is stopping"));
    else if (lateness_ > stuck)
        all.push_back(not_yet("service", "it is overloaded: " + offlist::to_string(lateness_) + " late"));
    else
        all.push_back(well("service"));
    return all;
}

boost::asio::awaitable<std::vector<api::readiness_check>> service::readiness()
{
    co_return checks_of_readiness();
}

std::string service::metrics_text()
{
    const auto checks = checks_of_readiness();
    const bool ready = std::all_of(checks.begin(), checks.end(), [](const api::readiness_check& c) { return c.ok; });
    return counts_.text(monitor_.status(), ready);
}

}  // namespace offlist::daemon
