// probe.hpp: one round of a list's test entries through every resolver in question (RFC 5782 section 5).
//
// Knows what was answered and what that means; asking is somebody else's. For one thread.
#pragma once
#include <cstdint>
#include <offlist/answer.hpp>
#include <offlist/blocklist.hpp>
#include <offlist/checker.hpp>
#include <string>
#include <vector>

namespace offlist {

/// One test question of a probe.
struct test_question {
    std::uint8_t resolver = 0;
    bool listed = false;  ///< about the entry that must be listed, or about the one that must not
};

/// What a probe has shown.
struct probe_result {
    std::uint32_t good = 0;  ///< bit n: through resolver n the list answers as it should
    /// Bit n: through resolver n the listed entry was answered with "no", and nothing else is wrong there. The list has
    /// lost its data, or the resolver removes such answers.
    std::uint32_t lost = 0;
    /// Those of `lost` where it was SERVFAIL while the other entry was answered with "no": for the list's server both
    /// are the same question, so it is the answer that was refused (BIND: deny-answer-addresses).
    std::uint32_t withheld = 0;
    bool condemned = false;  ///< through some resolver it did what only a list can do
    std::string why;         ///< of the first resolver that failed; empty when none did
    /// When nothing is good and every failure was a passing fault (is_passing): the first of them. Such a failure may
    /// be the network's. Else none.
    unknown_reason network = unknown_reason::none;
};

/// Faults that the next question may be free of: silence, REFUSED, SERVFAIL, an answer that is cut off or cannot be
/// read.
[[nodiscard]] bool is_passing(answer_status s);

class probe {
public:
    /// A passing fault must not condemn a list: it is asked about again this often, beyond the pipeline's own tries.
    /// Each time costs a silent list as long as the pipeline's patience, which whoever waits for a check feels.
    static constexpr int repeats = 1;
    /// A listed entry that is lost is looked at again this often. A resolver with strict QNAME minimisation keeps the
    /// labels at which it stopped, and so comes one label further each time; the first answer counts all the same.
    static constexpr int looks_after_a_loss = 4;

    /// Begins a round through the resolvers of the mask `through`; which of the two entries the list has. Returns the
    /// questions to ask; none when the list has no entries, and the round is then done.
    std::vector<test_question> begin(std::uint32_t through, bool has_listed, bool has_unlisted);
    /// Takes an answer. True: ask the same question again, this answer does not count.
    [[nodiscard]] bool answered(test_question to, const answer& said, bool may_repeat);
    [[nodiscard]] bool done() const { return open_ == 0; }
    /// Bit n: through resolver n everything was answered, and as it should be.
    [[nodiscard]] std::uint32_t good_so_far(const blocklist& list) const;
    /// Ends the round: what is not answered counts as silence.
    void end() { open_ = 0; }
    /// Requires done(). Forgets the answers.
    [[nodiscard]] probe_result result(const blocklist& list);

private:
    struct pair {
        std::uint8_t resolver;
        int listed_again, unlisted_again;  // how often each may still be asked again
        int losses = 0;                    // of the listed entry in this round
        int open = 0;                      // of its questions
        answer listed, unlisted;
    };

    std::vector<pair> pairs_;
    std::size_t open_ = 0;
    bool has_listed_ = false;
    bool has_unlisted_ = false;
};

/// Whether `failed` of `probed` lists that failed by passing faults in one round, `silent` of them by silence, show
/// that the network or the resolvers are broken rather than the lists. `canaries_fail`: the resolvers answer nothing of
/// their own either, so that one list or two are enough to compare. Pure.
[[nodiscard]] bool network_is_to_blame(std::size_t failed, std::size_t silent, std::size_t probed, bool canaries_fail);

}  // namespace offlist
