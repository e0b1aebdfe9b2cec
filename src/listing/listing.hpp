// listing.hpp: the life of one listing, decided by pure functions.
//
//             a listed answer             N of M answers listed: opened
//     clean ──────────────────► suspected ──────────────────────────────► listed ◄─────┐
//       ▲ ▲                         │                                       │          │
//       │ └─────────────────────────┘                        a clean answer │          │ N of M cannot be
//       │   N of M cannot be reached                                        ▼          │ reached any more:
//       │   any more: dismissed                                         clearing ──────┘ recurred
//       └───────────────────────────────────────────────────────────────────┘
//                            N of M answers clean: closed
//
// A listing says that a subject stood on a blocklist from one moment to another. One wrong answer must neither open nor
// close it: each change is confirmed by further questions, later than the TTL of what was answered (RFC 2308 section
// 5 for a "no"), so that a cached answer is never counted twice. A list that now says something else of the subject (an
// informational answer: a policy, a reputation) lists it no more, as much as one that says nothing. Values only: no
// clock, no I/O, safe from any thread.
//
//            listed                confirmed: opened
//    clean ──────────► suspected ────────────────────► listed
//      ▲ ▲   dismissed   │                              │  ▲
//      │ └───────────────┘                        clean │  │ recurred
//      │         confirmed: closed, reclassified        ▼  │
//      └──────────────────────────────────────────── clearing
#pragma once
#include <chrono>
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string_view>

namespace offlist {

using time_point = std::chrono::sys_seconds;

enum class listing_state : std::uint8_t {
    clean,      ///< the absence of a listing; never stored
    suspected,  ///< a listed answer that is not confirmed yet; nobody is alarmed
    listed,     ///< confirmed
    clearing,   ///< listed, and an answer that says otherwise and is not confirmed yet
};
[[nodiscard]] std::string_view to_string(listing_state s);
/// Whether it waits for further answers that confirm a change.
[[nodiscard]] inline bool is_pending(listing_state s)
{
    return s == listing_state::suspected || s == listing_state::clearing;
}

/// How many agreeing answers change a state, and how far apart they must be. The names are those of [sweep] in
/// offlist.toml.
struct confirmation_policy {
    int confirm_answers = 2;                               ///< N: so many agreeing answers change the state; at least 2
    int confirm_of = 3;                                    ///< M: among so many that count; at least N, at most 100
    std::chrono::seconds confirm_after{600};               ///< between two answers that count, at least
    std::chrono::seconds longest_confirm_after{6 * 3600};  ///< however long an operator's TTL is
};
/// What is wrong with `policy`, named as in the configuration; nothing if it can be used. One answer alone can never
/// change a state, so `confirm_answers` is 2 at least.
[[nodiscard]] parsed<void> usable(const confirmation_policy& policy);

/// What one question has taught.
struct observation {
    verdict what = verdict::unknown;
    time_point at{};
    std::chrono::seconds ttl{0};  ///< of the answer, or of the "no" (RFC 2308); 0: not known
    std::uint8_t resolver = 0;    ///< index of the resolver that answered
};

struct listing {
    listing_state state = listing_state::clean;
    std::uint8_t agreeing = 0;  ///< while a change is pending: answers in its favour, the first included
    std::uint8_t counted = 0;   ///< while a change is pending: answers that counted, the first included
    std::uint8_t resolver = 0;  ///< that gave the newest answer that counted: the next question prefers another one
    time_point counted_at{};    ///< when the newest answer that counted came
    time_point ask_again{};     ///< while a change is pending: no answer before this counts
    time_point verified_at{};   ///< the newest answer other than unknown
    std::optional<time_point> unverified_since;  ///< set while the newest answers are unknown: the first of them
    bool operator==(const listing&) const = default;
};

enum class change : std::uint8_t {
    none,
    suspected,     ///< clean → suspected
    dismissed,     ///< suspected → clean: it was never confirmed
    opened,        ///< suspected → listed
    clearing,      ///< listed → clearing
    recurred,      ///< clearing → listed: it was not gone
    closed,        ///< clearing → clean: the list says nothing of it any more
    reclassified,  ///< clearing → clean: the list's last answer was informational
};
/// Whether a confirmed listing has come to its end.
[[nodiscard]] inline bool ends_listing(change c)
{
    return c == change::closed || c == change::reclassified;
}
/// Whether an answer tells if the list lists the subject: every one but unknown. Informational says no.
[[nodiscard]] inline bool says_whether_listed(verdict v)
{
    return v != verdict::unknown;
}
[[nodiscard]] std::string_view to_string(change c);

struct step {
    listing next;
    change what = change::none;
    std::optional<time_point> ask_again;  ///< set while a change awaits confirmation
};

/// The listing after one more answer. `unknown` proves nothing about a listing, so it moves nothing; `informational`
/// counts as `clean` does, and where it is the one that confirms the end, the change is `reclassified`. Answers before
/// listing::ask_again do not count, whatever they say: they may be the same cached one. A calendar that was set back
/// costs one more `confirm_after`. Requires usable(policy).
[[nodiscard]] step advance(const listing& now, const observation& seen, const confirmation_policy& policy);

/// A listing whose opening or end is kept back (a mass change): it waits as before, and one more answer in favour makes
/// the change. Requires is_pending(now.state).
[[nodiscard]] listing kept_back(const listing& now, const observation& seen, const confirmation_policy& policy);
/// A listing whose end staff has called an error of the list: listed, and not verified since `at`.
[[nodiscard]] listing still_listed(const listing& clearing, time_point at);

}  // namespace offlist
