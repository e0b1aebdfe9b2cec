// checker.hpp: one question to one blocklist, from subject to verdict with evidence.
//
// The checker keeps no state and runs on whatever executor awaits it; resolver and list must outlive the call. It asks
// once and trusts the list: whether the list is healthy is told by test_health, which a careful caller awaits first.
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <offlist/blocklist.hpp>
#include <offlist/clock.hpp>
#include <offlist/resolver.hpp>
#include <offlist/subject.hpp>
#include <offlist/verdict.hpp>
#include <string>
#include <vector>

namespace offlist {

/// What was learnt about one subject on one blocklist, with its evidence.
struct finding {
    offlist::subject subject;                 ///< who was asked about
    std::string blocklist;                    ///< the list's id
    listing_scope scope = listing_scope::ip;  ///< what one entry of the list covers: maybe more than the subject
    judgement judged;                         ///< the verdict, with codes and meanings
    std::vector<std::string> texts;           ///< sanitised TXT records; asked for listed answers only
    std::uint32_t ttl = 0;                    ///< seconds, as in answer::ttl
    std::string resolver;                     ///< address:port; empty when nobody was asked
    std::chrono::sys_seconds asked_at{};      ///< when the question left, by the clock given
};

/// Whether a list may be trusted right now, and why not.
struct health {
    bool healthy = false;  ///< its test entries answer as they should
    std::string why;       ///< in plain words; empty when healthy
};

/// What `list` says of `about`, by one A question and, when it is listed, one TXT question.
/// Dated by the machine's clock.
[[nodiscard]] boost::asio::awaitable<finding> check(resolver& dns, subject about, const blocklist& list);

/// The same, dated by `time`, which must outlive the call.
[[nodiscard]] boost::asio::awaitable<finding> check(resolver& dns, subject about, const blocklist& list,
                                                    const clock& time);

/// Whether the test entries of `list` for subjects of `kind` answer as they should (RFC 5782 section 5).
[[nodiscard]] boost::asio::awaitable<health> test_health(resolver& dns, const blocklist& list, subject_kind kind);

/// What the answers to the two test questions say about the list. Pure. An entry that the list does not have is
/// `nullptr`; a list without either cannot be tested, so it is not healthy (RFC 5782 section 7).
[[nodiscard]] health health_of(const blocklist& list, const answer* to_listed, const answer* to_unlisted);

}  // namespace offlist
