#include "billing/replay.hpp"

#include <limits>

namespace offlist {
namespace {

std::string kind_name(std::string_view account)
{
    return std::string(account.substr(0, account.find(':')));
}

}  // namespace

std::size_t ledger_replay::key_hash::operator()(const key& k) const noexcept
{
    const auto letters = k.second.letters;
    const std::size_t in = static_cast<std::size_t>(letters[0]) << 16U | static_cast<std::size_t>(letters[1]) << 8U |
                           static_cast<std::size_t>(letters[2]);
    return std::hash<std::string>{}(k.first) ^ in * 0x9e3779b97f4a7c15U;
}

void ledger_report::note(std::string what)
{
    ++wrong_in_all;
    if (wrong.size() < most_noted) wrong.push_back(std::move(what));
}

void ledger_replay::unreadable(std::int64_t id, const std::string& why)
{
    ++report_.transfers;
    report_.note("transfer " + std::to_string(id) + " cannot be read: " + why);
}

std::int64_t ledger_replay::move(const ledger_account& account, const money& amount, std::int64_t sign)
{
    const auto at = balances_.try_emplace(key{to_string(account), amount.in}, 0).first;
    const auto moved = sign > 0 ? checked_add(at->second, amount.cents) : checked_subtract(at->second, amount.cents);
    if (!moved) {
        report_.note("the balance of " + at->first.first + " does not fit 64 bits");
        return at->second;
    }
    at->second = *moved;
    if (*moved == 0) balances_.erase(at);  // a million settled delistings need no million zeros
    return *moved;
}

void ledger_replay::check_job(const transfer& t, std::int64_t held_after)
{
    const std::string name = "transfer " + std::to_string(t.id);
    if (t.code == transfer_code::hold) {
        const std::string held = to_string(t.credit);
        if (held_after != t.amount.cents || settled_.contains(held)) report_.note(name + " holds twice: " + held);
        return;
    }
    const std::string held = to_string(t.debit);
    if (held_after != 0)
        report_.note(name + " settles " + held + " with " + to_string(t.amount) + " and leaves " +
                     to_string(money{held_after, t.amount.in}));
    if (!settled_.insert(held).second) report_.note(name + " settles twice: " + held);
}

void ledger_replay::add(const transfer& t)
{
    ++report_.transfers;
    const std::string name = "transfer " + std::to_string(t.id);
    if (t.id <= newest_) report_.note(name + " comes after transfer " + std::to_string(newest_));
    newest_ = t.id;
    if (t.amount.cents <= 0) report_.note(name + " moves " + to_string(t.amount) + ", which is not above zero");
    if (t.debit == t.credit) report_.note(name + " moves money from " + to_string(t.debit) + " to itself");
    const std::int64_t debit_after = move(t.debit, t.amount, -1);
    const std::int64_t credit_after = move(t.credit, t.amount, +1);
    const bool claimed = t.code == transfer_code::dispute_lost || t.code == transfer_code::refunded;
    if (t.debit.kind == ledger_kind::funds && debit_after < 0 && !claimed)
        report_.note(name + " leaves " + to_string(t.debit) + " at " + to_string(money{debit_after, t.amount.in}));
    const bool from_held = t.debit.kind == ledger_kind::held;
    const bool to_held = t.credit.kind == ledger_kind::held;
    const bool settles = t.code == transfer_code::earned || t.code == transfer_code::credit_back;
    if (to_held != (t.code == transfer_code::hold) || from_held != settles)
        report_.note(name + " is called " + std::string(to_string(t.code)) + " and goes from " + to_string(t.debit) +
                     " to " + to_string(t.credit));
    else if (to_held || from_held)
        check_job(t, to_held ? credit_after : debit_after);
}

std::vector<balance> ledger_replay::balances() const
{
    std::vector<balance> all;
    all.reserve(balances_.size());
    for (const auto& [at, cents] : balances_) all.push_back({at.first, {cents, at.second}});
    return all;
}

ledger_report ledger_replay::finish(const std::vector<balance>& kept)
{
    std::unordered_set<key, key_hash> seen;
    for (const balance& b : kept) {
        const key at{b.account, b.amount.in};
        if (!seen.insert(at).second) report_.note("the balance of " + b.account + " is kept twice");
        const auto replayed = balances_.find(at);
        const std::int64_t cents = replayed == balances_.end() ? 0 : replayed->second;
        if (cents != b.amount.cents)
            report_.note("the balance of " + b.account + " is kept as " + to_string(b.amount) +
                         "; its transfers add up to " + to_string(money{cents, b.amount.in}));
    }
    std::map<std::pair<currency, std::string>, std::int64_t> by_kind;
    std::map<currency, std::int64_t> sum;
    for (const auto& [at, cents] : balances_) {
        if (!seen.contains(at))
            report_.note("no balance of " + at.first + " is kept, or it is 0; its transfers add up to " +
                         to_string(money{cents, at.second}));
        by_kind[{at.second, kind_name(at.first)}] += cents;
        sum[at.second] += cents;
    }
    for (const auto& [in, cents] : sum)
        if (cents != 0) report_.note("debits do not equal credits: they differ by " + to_string(money{cents, in}));
    for (const auto& [at, cents] : by_kind) report_.trial.push_back({at.second, {cents, at.first}});
    const std::string suspense = to_string(ledger_account{ledger_kind::suspense, {}});
    for (const balance& b : report_.trial)
        if (b.account == suspense && b.amount.cents < 0)
            report_.remarks.push_back("suspense is below zero by " + to_string(money{-b.amount.cents, b.amount.in}) +
                                      ": staff gave more to accounts, or more was claimed back, than came of nobody");
    report_.accounts = balances_.size();
    return std::exchange(report_, {});
}

}  // namespace offlist
