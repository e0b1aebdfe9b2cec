// check_now.hpp: one subject asked on all lists at once, beside the sweep and through the same engine.
//
// Belongs to the pipeline's thread.
#pragma once
#include <blocklists/list_state.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <dns/pipeline.hpp>
#include <map>
#include <offlist/blocklist.hpp>
#include <offlist/checker.hpp>
#include <offlist/subject.hpp>
#include <string>
#include <sweep/budget.hpp>
#include <vector>

namespace offlist::daemon {

/// What a check has come to.
struct check_outcome {
    struct state {
        list_state health = list_state::unused;
        std::string why;
        bool was_healthy = false;  ///< at some moment
    };
    std::vector<finding> found;           ///< of each list
    std::map<std::string, state> health;  ///< of the lists that were tested, by id
};

/// A small sweep: a finding of each list, clean ones too, after the lists' own tests as always. What is not known
/// within `patience` is unknown (timeout). Requires lists that ask subjects of this kind. The references outlive the
/// call, which may be cancelled. `others` may be asked listed test entries that `lists` lack (sweep_options::lenders).
[[nodiscard]] boost::asio::awaitable<check_outcome> check_now(dns::pipeline& through, std::vector<blocklist> lists,
                                                              subject about, special_addresses special,
                                                              const clock& time, budget_store& budgets,
                                                              std::chrono::milliseconds patience,
                                                              const std::vector<blocklist>& others);

}  // namespace offlist::daemon
