// asked_log.hpp: when one list was asked about which subjects of one kind, and which of its answers were not clean.
//
// A round that goes over millions of subjects leaves no row for each; what it leaves are stretches, "all from here to
// there, at that moment", and the few answers that were no clean ones. From both follows what an answer said of a
// subject, and that nothing is known of what stands in no stretch. Kept in memory alone. Bounded: what is forgotten was
// not asked, which is never the same as clean. For one thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <offlist/subject.hpp>
#include <optional>
#include <string>

#include "monitor/list_standing.hpp"

namespace offlist {

class asked_log {
public:
    explicit asked_log(subject_kind of) : kind_(of) {}

    static constexpr std::size_t most_stretches = 1024;
    static constexpr std::size_t most_answers = 50'000;

    /// Every subject behind `after` (none: from the first on), up to `last` (none: to the end), has an answer whose
    /// list was well before and after it; the question left at `at` or later.
    void asked(const std::optional<subject>& after, const std::optional<subject>& last, std::chrono::sys_seconds at);
    /// The same of one subject. New addresses that follow each other are one stretch.
    void asked(const subject& about, std::chrono::sys_seconds at);
    /// An answer that was not clean, to a question that left at `at` or later.
    void answered(const subject& about, verdict what, std::chrono::sys_seconds at);
    /// What is older than this counts no more.
    void forget_before(std::chrono::sys_seconds moment);

    struct standing {
        verdict what = verdict::unknown;  ///< clean only when every subject of the range was answered so
        std::optional<std::chrono::sys_seconds> asked_at;  ///< all of it was asked then or later
    };
    /// What was learnt since `since`. Listed: some answer said so; whether that was confirmed is not known here.
    [[nodiscard]] standing of(const subject_range& what, std::chrono::sys_seconds since) const;

private:
    using key = std::string;
    struct stretch {
        key first;  ///< included, both
        key last;
        std::chrono::sys_seconds at;
    };
    struct answer {
        verdict what;
        std::chrono::sys_seconds at;
    };
    void keep(stretch s);

    subject_kind kind_;
    std::deque<stretch> stretches_;  ///< oldest first
    std::map<key, answer> answers_;
};

}  // namespace offlist
