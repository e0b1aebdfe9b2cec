#include "monitor/movements.hpp"

namespace offlist {

void movements::began(std::size_t subject_hash, std::int64_t account, dns::steady_time now)
{
    if (confirmed_.contains(subject_hash)) undone(subject_hash);  // it moved before, and begins once more
    if (moving_.size() >= most_kept || !moving_.try_emplace(subject_hash, movement{now, account}).second) return;
    ++by_account_[account];
}

void movements::confirmed(std::size_t subject_hash, dns::steady_time now)
{
    if (!moving_.contains(subject_hash)) return;
    confirmed_[subject_hash] = now;
    expiries_.emplace_back(now + window_, subject_hash);
}

void movements::undone(std::size_t subject_hash)
{
    const auto found = moving_.find(subject_hash);
    if (found == moving_.end()) return;
    const auto account = by_account_.find(found->second.account);
    if (--account->second == 0) by_account_.erase(account);
    moving_.erase(found);
    confirmed_.erase(subject_hash);
}

void movements::drop_old(dns::steady_time now)
{
    for (; !expiries_.empty() && expiries_.front().first < now; expiries_.pop_front()) {
        const std::size_t hash = expiries_.front().second;
        const auto when = confirmed_.find(hash);
        if (when != confirmed_.end() && when->second + window_ == expiries_.front().first) undone(hash);
    }
}

void movements::forget()
{
    moving_.clear();
    by_account_.clear();
    confirmed_.clear();
    expiries_.clear();
}

std::optional<dns::steady_time> movements::since(std::size_t subject_hash) const
{
    const auto found = moving_.find(subject_hash);
    if (found == moving_.end()) return std::nullopt;
    return found->second.began;
}

}  // namespace offlist
