// sweep_options.hpp: what a sweep may be told about how it asks.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace offlist {

struct sweep_options {
    std::chrono::milliseconds probe_every{60'000};  ///< between two rounds of test entries on one list
    /// Findings of one list after which its tests are asked early; as many again are held back while they are under
    /// way, and what is in flight then. Half a KiB each. With so many an epoch takes longer than a round trip of tests,
    /// whatever is listed, and telling them all at once does not let a fast server wait.
    std::size_t confirm_buffer = 1024;
    std::size_t max_in_flight_per_list = 0;  ///< 0: no bound for a single list, 256 where there are several
    bool report_clean = false;               ///< findings for clean questions too (a check of a few subjects)
    bool report_unasked = true;  ///< findings for questions that were never asked (unhealthy list, over budget); if
                                 ///< not, they are only counted
    bool ask_texts = true;       ///< TXT for listed answers
    std::optional<std::chrono::milliseconds> max_duration;  ///< what does not fit is over_budget; none: no bound
    /// A hard end: by then everything is told, whatever is silent, and what is not known is unknown for the reason
    /// `reason_at_end`. The time is shared out (sweep_bound.cpp), and a list with a limit a second may be asked two
    /// questions at once, and through fewer resolvers, or one check of it would not fit. None: no end.
    std::optional<std::chrono::milliseconds> end_within;
    unknown_reason reason_at_end = unknown_reason::timeout;
    /// How long tests may take that are answered by nobody: twice tries times timeout of the pipeline. So much is kept
    /// free for the last tests, and a quarter of `end_within` at the most.
    std::chrono::milliseconds test_patience{12'000};
    std::uint64_t canary_seed = 0;  ///< of the random names that must not exist; 0: from the system
    /// Lists that are asked nothing but their listed test entry, and that only where the sweep's own lists are too few
    /// to tell whether a resolver brings such answers home. Their limits are kept.
    std::vector<blocklist> lenders;
    /// Resolvers (their numbers) that are not believed from the start, and why: earlier sweeps have seen it.
    std::vector<std::pair<std::uint8_t, std::string>> distrusted;
};

}  // namespace offlist
