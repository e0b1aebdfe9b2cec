// summary.hpp: what a sweep has done so far, in numbers, and how far lists and resolvers can be trusted.
//
// Values only; safe from any thread.
#pragma once
#include <array>
#include <blocklists/list_state.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

/// Verdicts by number. The sum of listed, informational, clean and unknown is what has been decided.
struct tally {
    std::uint64_t listed = 0;
    std::uint64_t informational = 0;
    std::uint64_t clean = 0;
    std::uint64_t unknown = 0;
    std::array<std::uint64_t, unknown_reasons> by_reason{};  ///< of `unknown`, by unknown_reason

    [[nodiscard]] std::uint64_t decided() const { return listed + informational + clean + unknown; }
    void add(verdict what, unknown_reason reason, std::uint64_t times = 1);
    void add(const tally& other);
    bool operator==(const tally&) const = default;
};

struct list_summary {
    std::string blocklist;                   ///< its id
    list_state health = list_state::unused;  ///< the worst over the kinds of subjects asked
    std::string why;                         ///< in plain words; empty when healthy or unused
    tally counts;
    std::uint64_t questions = 0;    ///< subjects of the kinds that the list is asked about
    std::uint64_t open = 0;         ///< not decided yet, or never since the sweep was stopped: questions - decided
    std::uint64_t unconfirmed = 0;  ///< of `open`: answered, and held back until the list's next good test
    std::uint64_t sent = 0;         ///< questions put on the wire, test and TXT questions included
};

struct resolver_summary {
    std::string name;  ///< address:port
    bool trusted = true;
    std::string why;  ///< what was seen when it is not trusted, or could not be tested; else empty
    std::uint64_t answers = 0;
    /// Operators whose listed test entry it lost first and brought home when it was asked again, as strict QNAME
    /// minimisation does: what it then brings home is no proof while its cache lasts.
    std::vector<std::string> fickle_about;
    bool proven = false;  ///< it brought some listed test entry home at the first asking
};

struct sweep_summary {
    std::uint64_t subjects = 0;     ///< of the inventory; 0 for a sweep made of assignments
    std::uint64_t questions = 0;    ///< subjects times the lists that ask their kind
    tally counts;                   ///< over all lists
    std::uint64_t open = 0;         ///< questions without a verdict (yet): questions - counts.decided()
    std::uint64_t unasked = 0;      ///< subjects of a kind that none of the lists knows
    std::uint64_t unconfirmed = 0;  ///< of `open`: answered, and held back until the next good test of their list
    std::chrono::milliseconds elapsed{0};
    bool stopped = false;             ///< by stop(), or by `failure`
    std::optional<problem> failure;   ///< why the sweep stopped by itself (the budgets cannot be written)
    std::string blame;                ///< in words, when the network or the resolvers are blamed; else empty
    std::vector<list_summary> lists;  ///< in the order given
    std::vector<resolver_summary> resolvers;
};

}  // namespace offlist
