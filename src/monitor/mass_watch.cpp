#include "monitor/mass_watch.hpp"

#include <algorithm>
#include <vector>

namespace offlist {
namespace {

template <class T>
std::uint64_t distinct(std::vector<T> values)
{
    std::sort(values.begin(), values.end());
    return static_cast<std::uint64_t>(std::unique(values.begin(), values.end()) - values.begin());
}

}  // namespace

void mass_watch::asked(std::uint64_t questions, dns::steady_time now)
{
    drop_older_than(now - interval_);
    asked_.push_back({now, questions});
    asked_sum_ += questions;
}

void mass_watch::appeared(std::size_t subject_hash, std::int64_t account, dns::steady_time now)
{
    if (appearances_.size() == most_kept) appearances_.pop_front();
    appearances_.push_back({now, subject_hash, account});
}

mass_watch::counts mass_watch::within(dns::steady_time now)
{
    drop_older_than(now - interval_);
    std::vector<std::size_t> subjects;
    std::vector<std::int64_t> accounts;
    subjects.reserve(appearances_.size());
    accounts.reserve(appearances_.size());
    for (const appearance& a : appearances_) {
        subjects.push_back(a.subject_hash);
        accounts.push_back(a.account);
    }
    return {distinct(std::move(subjects)), distinct(std::move(accounts)), asked_sum_};
}

bool mass_watch::reached(const counts& seen, const mass_thresholds& limits)
{
    return seen.subjects >= limits.mass_subjects && seen.accounts >= limits.mass_accounts &&
           static_cast<double>(seen.subjects) >= limits.mass_share * static_cast<double>(seen.asked);
}

void mass_watch::forget()
{
    appearances_.clear();
}

void mass_watch::drop_older_than(dns::steady_time moment)
{
    while (!appearances_.empty() && appearances_.front().at < moment) appearances_.pop_front();
    while (!asked_.empty() && asked_.front().at < moment) {
        asked_sum_ -= asked_.front().questions;
        asked_.pop_front();
    }
}

}  // namespace offlist
