#include "cli/run_sweep.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <core/clock.hpp>
#include <dns/engine.hpp>
#include <utility>

#include "cli/report/progress.hpp"
#include "cli/stop_signal.hpp"

namespace offlist::cli {
namespace {

constexpr std::chrono::milliseconds tick_every{100};  // results are flushed and progress is drawn so often

std::size_t terminal_width()
{
    winsize size{};
    const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return known ? size.ws_col - 1U : 79U;
}

class sweep_run final : private sweep_sink {
public:
    /// `Questions`: an inventory, or assignments.
    template <class Questions>
    sweep_run(sweep_setup setup, const Questions& questions, budget_store& budgets, report& results, console& out)
        : results_(results),
          out_(out),
          io_(1),
          engine_(io_.get_executor(), std::move(setup.resolvers)),
          sweep_(std::move(setup.lists), questions, std::move(setup.how), engine_, *this, time_, budgets),
          signals_(io_.get_executor(), [this] { wind_down(); }),
          ticker_(io_)
    {
    }

    sweep_summary go()
    {
        tell_forecast();
        tick();
        engine_.attach(sweep_);
        io_.run();
        out_.clear_progress();
        sweep_summary all = sweep_.summary();
        results_.end(all);
        out_.flush();
        return all;
    }

private:
    void found(finding&& what) override
    {
        results_.found(std::move(what));
        if (out_.broken()) post_stop();
    }
    void list_changed(const blocklist& list, subject_kind kind, list_state now, const std::string& why) override
    {
        out_.detail(list.id + " (" + std::string(to_string(kind)) + ") is " + std::string(to_string(now)) +
                    (why.empty() ? "" : ": " + why));
        results_.list_changed(list, kind, now, why);
    }
    void note(const std::string& text) override
    {
        if (!results_.note(text)) out_.warn(text);
    }
    void finished() override
    {
        boost::asio::post(io_, [this] {  // we are called from within the engine
            engine_.detach(sweep_);
            io_.stop();
        });
    }

    void tell_forecast()
    {
        const forecast expected = sweep_.arithmetic();
        for (const list_forecast& list : expected.lists)
            if (list.over_budget > 0)
                out_.warn(list.words);
            else if (list.questions > 0)
                out_.detail(list.words);
        results_.begin(expected);
    }

    void post_stop()
    {
        if (std::exchange(stop_posted_, true)) return;
        boost::asio::post(io_, [this] { stop(); });
    }

    /// The first signal: what was seen is confirmed and told. The next one does what it does to any program.
    void wind_down()
    {
        out_.warn("stopping: what was answered is being confirmed; once more ends at once");
        sweep_.wind_down(time_.steady());
        engine_.wake();
    }

    void stop()
    {
        signals_.forget();
        sweep_.stop();
    }

    void tick()
    {
        out_.flush();
        if (out_.broken()) post_stop();
        if (out_.shows_progress()) out_.progress(progress_text(sweep_.summary(), terminal_width()));
        ticker_.expires_after(tick_every);
        ticker_.async_wait([this](const boost::system::error_code& error) {
            if (!error) tick();
        });
    }

    report& results_;
    console& out_;
    real_clock time_;
    boost::asio::io_context io_;
    dns::engine engine_;
    sweep sweep_;
    stop_signal signals_;
    boost::asio::steady_timer ticker_;
    bool stop_posted_ = false;
};

}  // namespace

sweep_summary run_sweep(sweep_setup setup, const inventory& subjects, budget_store& budgets, report& results,
                        console& out)
{
    return sweep_run(std::move(setup), subjects, budgets, results, out).go();
}

sweep_summary run_sweep(sweep_setup setup, const std::vector<assignment>& work, budget_store& budgets, report& results,
                        console& out)
{
    return sweep_run(std::move(setup), work, budgets, results, out).go();
}

}  // namespace offlist::cli
