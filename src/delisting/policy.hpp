// policy.hpp: the rules of delisting jobs that an operator of the service sets: [delisting] of the configuration.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <offlist/blocklist.hpp>

namespace offlist {

struct delisting_policy {
    int clean_answers = 3;                        ///< spaced clean answers before the hold window begins; at least 1
    std::chrono::seconds spacing{30 * 60};        ///< between two that count; more where the answer's TTL is longer
    std::chrono::seconds hold_window{24 * 3600};  ///< then so long clean without a break
    std::chrono::seconds hard_cap =
        std::chrono::days{30};                     ///< since the fee was held: then it goes back, whatever is known
    std::chrono::seconds claim_timeout{8 * 3600};  ///< of a staff task: then somebody else may take it
    std::chrono::seconds default_deadline = std::chrono::days{14};  ///< for lists whose definition has none
    std::chrono::seconds lapses_soon = std::chrono::days{2};        ///< what lapses by itself within this is not sold
    std::chrono::seconds quote_valid = std::chrono::days{7};        ///< an order that starts later is quoted anew first
    std::chrono::seconds broken_after = std::chrono::days{7};       ///< a list unhealthy for so long has closed
    /// What ends a job without an answer about it (its list is gone or broken, the hard cap) must last so long first,
    /// by a clock that nobody sets: a slip of configuration or calendar ends nothing.
    std::chrono::seconds grace{3600};
    /// Listed again within this time after a removal that was paid: worked once more for free. Zero: never.
    std::chrono::seconds again_within = std::chrono::days{7};
    int most_ends = 5;  ///< more that would end by one cause in one round end only when staff says so
    /// Of the time between two answers no more counts: what nobody looked at proves nothing.
    [[nodiscard]] std::chrono::seconds longest_gap() const { return 4 * spacing; }
};

/// After how much time of looking a paid attempt has failed: the list's own deadline, or the policy's.
[[nodiscard]] std::chrono::seconds deadline_of(const blocklist& list, const delisting_policy& policy);

}  // namespace offlist
