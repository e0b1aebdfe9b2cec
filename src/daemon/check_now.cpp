#include "daemon/check_now.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sweep/inventory_builder.hpp>
#include <sweep/lending.hpp>
#include <sweep/sweep.hpp>
#include <utility>

namespace offlist::daemon {
namespace {

// Of the time, for what the sweep's own end leaves over: telling it.
constexpr int telling_share = 16;

finding not_in_time(const subject& about, const blocklist& list, std::chrono::sys_seconds now)
{
    finding f;
    f.subject = about;
    f.blocklist = list.id;
    f.scope = list.scope;
    f.judged.what = verdict::unknown;
    f.judged.reason = unknown_reason::timeout;
    f.asked_at = now;
    return f;
}

class one_check final : private sweep_sink {
public:
    one_check(dns::pipeline& through, std::vector<blocklist> lists, const inventory& subjects, sweep_options how,
              const clock& time, budget_store& budgets, boost::asio::any_io_executor on)
        : through_(through),
          done_(on),
          sweep_(std::move(lists), subjects, std::move(how), through, *this, time, budgets)
    {
    }
    ~one_check() override
    {
        if (attached_) through_.detach(sweep_);
        if (!sweep_.finished()) sweep_.stop();
    }

    boost::asio::awaitable<void> run(std::chrono::milliseconds bound)
    {
        done_.expires_after(bound);
        attached_ = true;
        through_.attach(sweep_);
        if (sweep_.finished()) co_return;
        boost::system::error_code how_it_ended;  // the bound passed, or finished() cancelled the timer
        co_await done_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, how_it_ended));
    }
    check_outcome take() { return std::move(outcome_); }

private:
    void found(finding&& what) override { outcome_.found.push_back(std::move(what)); }
    void list_changed(const blocklist& list, subject_kind, list_state now, const std::string& why) override
    {
        check_outcome::state& of = outcome_.health[list.id];
        of.health = now;
        of.why = why;
        of.was_healthy |= now == list_state::healthy;
    }
    void note(const std::string&) override {}
    void finished() override { done_.cancel(); }  // from within the engine: run() goes on later

    dns::pipeline& through_;
    boost::asio::steady_timer done_;
    sweep sweep_;
    check_outcome outcome_;
    bool attached_ = false;
};

}  // namespace

boost::asio::awaitable<check_outcome> check_now(dns::pipeline& through, std::vector<blocklist> lists, subject about,
                                                special_addresses special, const clock& time, budget_store& budgets,
                                                std::chrono::milliseconds patience,
                                                const std::vector<blocklist>& others)
{
    inventory_builder builder({.special = special});
    if (!builder.add(to_string(about))) co_return check_outcome();
    const auto made = std::move(builder).finish();
    if (!made) co_return check_outcome();

    sweep_options how;
    how.report_clean = true;
    how.end_within = patience - patience / telling_share;
    how.lenders = lenders_for(lists, others);
    const auto on = co_await boost::asio::this_coro::executor;
    one_check check(through, lists, made->subjects, std::move(how), time, budgets, on);
    co_await check.run(patience);
    check_outcome outcome = check.take();
    std::vector<finding>& found = outcome.found;
    for (const blocklist& list : lists)
        if (std::none_of(found.begin(), found.end(), [&](const finding& f) { return f.blocklist == list.id; }))
            found.push_back(not_in_time(about, list, time.now_seconds()));
    co_return outcome;
}

}  // namespace offlist::daemon
