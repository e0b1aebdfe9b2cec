// resolver_watch.hpp: which resolvers tell the truth about names that do not exist.
//
// A resolver that rewrites NXDOMAIN makes every subject look listed, or hides that nothing was answered. So each is
// asked for a random name under .invalid, which must not exist (RFC 6761 section 6.4). What the lists' own tests show
// of a resolver is told to it too. For one thread.
#pragma once
#include <cstdint>
#include <dns/pipeline.hpp>
#include <offlist/answer.hpp>
#include <random>
#include <string>
#include <vector>

#include "sweep/summary.hpp"

namespace offlist {

class resolver_watch {
public:
    /// `seed` of the random names; 0: from the system. The pipeline is read here only.
    resolver_watch(const dns::pipeline& through, std::uint64_t seed);

    /// All resolvers are asked again. Requires round_done().
    void begin_round();
    /// Whether a resolver is to be asked; then its number and the name.
    [[nodiscard]] bool next(dns::wire_name& name, std::uint8_t& resolver);
    /// What it said. True: the round has come to its end with this answer.
    bool answered(std::uint8_t resolver, const answer& said);
    [[nodiscard]] bool round_done() const { return open_ == 0; }
    /// Ends the round: who has not answered counts as silent. What they say later must not be told to answered().
    void end_round();

    /// Bit n: resolver n may be believed. Those that rewrite are left out; the silent too, while another one speaks.
    [[nodiscard]] std::uint32_t trusted() const;
    /// Whether all resolvers are left out.
    [[nodiscard]] bool none_left() const { return trusted() == 0; }
    [[nodiscard]] const std::string& name_of(std::uint8_t resolver) const { return watched_[resolver].summary.name; }
    /// It removes answers that must exist; `why` says so. It is not believed in this sweep any more.
    void removes_answers(std::uint8_t resolver, std::string why);
    /// It refuses what the lists are asked as well as its canary.
    void refuses_everything(std::uint8_t resolver, std::string why);
    /// Bit n: resolver n answered its newest canary with an error, REFUSED or SERVFAIL for instance.
    [[nodiscard]] std::uint32_t refusing() const;
    [[nodiscard]] const std::string& why_of(std::uint8_t resolver) const { return watched_[resolver].summary.why; }
    /// At most 32, as the bits of trusted().
    [[nodiscard]] std::uint8_t size() const { return static_cast<std::uint8_t>(watched_.size()); }
    void count_answer(std::uint8_t resolver) { ++watched_[resolver].summary.answers; }
    [[nodiscard]] std::vector<resolver_summary> summary() const;
    /// What was newly seen since the last call, for a person.
    [[nodiscard]] std::vector<std::string> take_notes();

private:
    enum class seen : std::uint8_t { nothing, truth, rewriting, removing, silence, refusal };
    struct watched {
        resolver_summary summary;
        seen last = seen::nothing;
        bool to_ask = false;
        bool waiting = false;  ///< for its answer of this round
        bool refuses = false;  ///< everything
    };

    void note(watched& w, seen now, std::string why);

    std::vector<watched> watched_;
    std::vector<std::string> notes_;
    std::mt19937_64 random_;
    std::size_t open_ = 0;
};

}  // namespace offlist
