// terms_warnings.hpp: which enabled lists this installation may not ask for nothing, and what would be right.
//
// Pure; safe from any thread. `serve` asks at its start and after each reload, `doctor` whenever it runs, both through
// config::warnings_about_terms().
#pragma once
#include <offlist/blocklist.hpp>
#include <string>
#include <vector>

namespace offlist {

/// What this installation does with the answers.
struct installation_use {
    bool charges = false;                   ///< others pay for it
    std::vector<std::string> acknowledged;  ///< ids whose terms its operator has settled: nothing is said of them
};

/// One operator, one thing that its terms do not allow.
struct terms_warning {
    std::vector<std::string> blocklists;  ///< ids, in the order given
    std::string what;
    std::string advice;

    /// `what: advice`, on one line.
    [[nodiscard]] std::string to_string() const;
};

/// The warnings about `enabled`, in the order of the first list of each: who charges may not ask for nothing; or more
/// questions a day may be asked of one operator than it gives for nothing. What is not known is no warning.
[[nodiscard]] std::vector<terms_warning> terms_warnings(const std::vector<blocklist>& enabled,
                                                        const installation_use& use);

/// `terms` for a person, as a clause without a final dot: "for everybody, also who charges for it".
[[nodiscard]] std::string terms_in_words(const terms_of_use& terms);

}  // namespace offlist
