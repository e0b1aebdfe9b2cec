// verdict.hpp: what an answer means on one blocklist. A pure decision: no clock, no I/O, safe from any thread.
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <cstdint>
#include <offlist/answer.hpp>
#include <offlist/blocklist.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

/// A verdict with all that is behind it.
struct judgement {
    verdict what = verdict::unknown;               ///< the strongest of all addresses answered
    unknown_reason reason = unknown_reason::none;  ///< set if and only if `what` is unknown
    std::vector<std::string> codes;                ///< the addresses answered, dotted, in the order they came
    std::vector<std::string> meanings;             ///< of the rules that matched, each once
};

/// What `said` means on `list`.
///
/// - NXDOMAIN or no data: clean (RFC 5782 section 2.1). It counts only while the list is healthy, which the
///   caller knows.
/// - A CNAME, or any address outside 127.0.0.0/8: unknown, not_a_blocklist_answer (RFC 6471 section 3.3).
/// - 127.255.255.0/24 in any list, or a rule with verdict unknown: unknown, blocked_by_list or rate_limited.
///   One such address outweighs all others of the answer.
/// - Otherwise each address is judged by the rules of the list and the strongest verdict wins: listed, then
///   informational. An address that no rule knows is unknown, not_a_blocklist_answer, unless another address
///   of the answer is known.
[[nodiscard]] judgement judge(const answer& said, const blocklist& list);

/// A verdict without its codes and meanings.
struct quick_judgement {
    verdict what;           ///< as in judgement
    unknown_reason reason;  ///< as in judgement
};
/// The verdict and reason that judge() gives; allocates nothing.
[[nodiscard]] quick_judgement judge_quickly(const answer& said, const blocklist& list) noexcept;

/// A TXT record as it may be shown: valid UTF-8, no control characters (they become spaces), at most 400 octets,
/// trimmed.
[[nodiscard]] std::string sanitised(std::string_view text);

}  // namespace offlist
