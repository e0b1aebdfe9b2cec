// sweep.hpp: one pass over subjects against blocklists, as a source of questions that the DNS pipeline pulls: a whole
// inventory against all lists, or a slice of an endless round, each list with subjects of its own.
//
// A state machine without I/O, threads or a clock of its own: steady time comes with each call, wall-clock time (for
// evidence and UTC days) from the clock port. It lives on the pipeline's thread. What it promises:
//
//  - A verdict other than unknown is told only when the list's test entries (RFC 5782 section 5) answered rightly
//    before and after the question, through the resolver that answered it. A list that starts to list the world raises
//    no alarm, and one that goes silent closes no listing.
//  - A "no" counts only where that resolver has, in the same tests, brought home an answer that must exist. One that
//    removes answers of 127.0.0.0/8 makes nothing clean.
//  - No list is asked more often than its limits allow, test and TXT questions included.
//  - Memory does not depend on the number of questions.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <dns/pipeline.hpp>
#include <memory>
#include <offlist/blocklist.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sweep/budget.hpp"
#include "sweep/forecast.hpp"
#include "sweep/sink.hpp"
#include "sweep/summary.hpp"
#include "sweep/sweep_options.hpp"

namespace offlist {

class clock;
class inventory;
struct assignment;

class sweep final : public dns::question_source {
public:
    /// All references must outlive the sweep. `inventory` must not change meanwhile. The pipeline is used for its
    /// resolvers' number and names: attach the sweep to it to begin, detach it when finished() or before its end.
    sweep(std::vector<blocklist> lists, const inventory& subjects, sweep_options options, const dns::pipeline& pipeline,
          sweep_sink& sink, const clock& time, budget_store& budgets);
    /// A slice: each list has an assignment of its own, or none; a list may have several, of one kind or another.
    /// Watched subjects are always told (what was never asked as unknown, the clean ones too), those of the windows as
    /// the options say. References as above. It may be made, run and thrown away thousands of times: making it costs
    /// some microseconds a list and nothing a question. summary().subjects is 0.
    sweep(std::vector<blocklist> lists, const std::vector<assignment>& work, sweep_options options,
          const dns::pipeline& pipeline, sweep_sink& sink, const clock& time, budget_store& budgets);
    ~sweep() override;

    bool next(dns::outgoing& q, dns::steady_time now) override;
    void answered(std::uint64_t tag, const answer& said, dns::steady_time now) override;
    [[nodiscard]] std::optional<dns::steady_time> idle_until() const override;
    void time_passed(dns::steady_time now) override;

    /// Whether everything has been told to the sink.
    [[nodiscard]] bool finished() const;
    /// At any time: for progress, after a stop, and at the end. Linear in the number of lists.
    [[nodiscard]] sweep_summary summary() const;
    /// For each assignment, in the order given: how many subjects of its feed, from the first on, have a verdict that
    /// was confirmed by good tests. What lies behind them was not asked, or in vain. To be called when finished().
    [[nodiscard]] std::vector<std::uint64_t> confirmed() const;
    /// Asks no more subjects; what was answered is confirmed by each list's last tests and told, and the sweep finishes
    /// soon. What was not asked is in summary().open. Not to be called from the sink; wake the pipeline afterwards.
    void wind_down(dns::steady_time now);
    /// Asks nothing more and gives unused budget back. Answers under way and findings not yet confirmed are dropped;
    /// they are in summary().open. May be called twice. Not to be called from the sink.
    void stop();
    /// Before the start: what fits the limits.
    [[nodiscard]] forecast arithmetic() const;

private:
    class state;
    std::unique_ptr<state> state_;
};

}  // namespace offlist
