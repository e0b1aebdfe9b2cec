#include "monitor/mass_watch.hpp"

#include <algorithm>
#include <cmath>

namespace offlist {

// Whatever is told is a reason to forget, or a list on which nothing happens would be remembered without end.
void opening_watch::drop_old(dns::steady_time now)
{
    appearing_.drop_old(now);
    for (; !asked_.empty() && asked_.front().first < now - interval_; asked_.pop_front())
        asked_sum_ -= asked_.front().second;
}

void opening_watch::asked(std::uint64_t questions, dns::steady_time now)
{
    drop_old(now);
    asked_.emplace_back(now, questions);
    asked_sum_ += questions;
}

void opening_watch::suspected(std::size_t subject_hash, std::int64_t account, dns::steady_time now)
{
    appearing_.began(subject_hash, account, now);
}

bool opening_watch::is_mass(const mass_thresholds& limits, dns::steady_time now)
{
    drop_old(now);
    return subjects() >= limits.mass_subjects && accounts() >= limits.mass_accounts &&
           static_cast<double>(subjects()) >= limits.mass_share * static_cast<double>(asked_sum_);
}

void closing_watch::clearing(std::size_t subject_hash, std::int64_t account, dns::steady_time now)
{
    going_.began(subject_hash, account, now);
    staying_.erase(subject_hash);
}

void closing_watch::recurred(std::size_t subject_hash, dns::steady_time now)
{
    going_.undone(subject_hash);
    stays(subject_hash, now);
}

void closing_watch::stays(std::size_t subject_hash, dns::steady_time now)
{
    drop_old(now);
    if (going_.subjects() == 0) return;  // nothing to compare it with
    staying_[subject_hash] = now;
    expiries_.emplace_back(now + interval_, subject_hash);
}

void closing_watch::removed(std::size_t subject_hash)
{
    going_.undone(subject_hash);
    staying_.erase(subject_hash);
}

closing_watch::judged closing_watch::judge(std::size_t subject_hash, std::uint64_t open, const mass_thresholds& limits,
                                           std::chrono::seconds patience, dns::steady_time now)
{
    drop_old(now);
    const std::uint64_t went = subjects();
    const std::uint64_t all = open + going_.confirmed_count();
    const std::uint64_t asked = std::min(went + staying_.size(), all);
    if (went == 0 || all < limits.mass_accounts) return judged::usual;
    const bool many = went >= limits.mass_subjects;
    const bool share_went = static_cast<double>(went) >= limits.mass_closing_share * static_cast<double>(asked);
    const bool nothing_stayed = went >= asked;
    const bool all_asked = asked >= all;
    // few are a mass change only where the list lists nothing of ours any more
    if (accounts() >= limits.mass_accounts && ((many && share_went) || (nothing_stayed && all_asked)))
        return judged::mass;
    if (all_asked || !share_went || (all < limits.mass_subjects && !nothing_stayed)) return judged::usual;
    if (now - going_.since(subject_hash).value_or(now) >= patience) return judged::usual;
    if (accounts() < limits.mass_accounts) return judged::too_early;
    const double share = std::max(limits.mass_closing_share, 0.01);
    const double enough = std::ceil(static_cast<double>(limits.mass_subjects) / share);
    return static_cast<double>(asked) < enough ? judged::too_early : judged::usual;
}

void closing_watch::forget()
{
    going_.forget();
    staying_.clear();
    expiries_.clear();
}

void closing_watch::drop_old(dns::steady_time now)
{
    going_.drop_old(now);
    if (going_.subjects() == 0) return forget();
    for (; !expiries_.empty() && expiries_.front().first < now; expiries_.pop_front()) {
        const auto found = staying_.find(expiries_.front().second);
        if (found != staying_.end() && found->second + interval_ == expiries_.front().first) staying_.erase(found);
    }
}

}  // namespace offlist
