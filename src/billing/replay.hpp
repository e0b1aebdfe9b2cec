// replay.hpp: adds up every transfer ever written, and says whether the books balance and, if not, where.
//
// A pure fold in the order of the transfers' ids; its memory grows with the accounts whose balance is not zero and the
// delistings that are settled, not with the transfers. For one thread at a time.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "billing/transfer.hpp"

namespace offlist {

/// A balance: credits less debits of one ledger account in one currency.
struct balance {
    std::string account;  ///< as to_string(ledger_account) writes it
    money amount;
    bool operator==(const balance&) const = default;
};

struct ledger_report {
    static constexpr std::size_t most_noted = 100;
    std::uint64_t transfers = 0;
    std::uint64_t accounts = 0;        ///< with a balance other than zero
    std::vector<std::string> wrong;    ///< what does not add up, in words, each naming transfer or account; at most 100
    std::uint64_t wrong_in_all = 0;    ///< how many there were, those beyond the first 100 included
    std::vector<std::string> remarks;  ///< what adds up, and that a person should know all the same
    std::vector<balance> trial;        ///< the balances by kind of account (funds, held …), which add up to zero
    [[nodiscard]] bool balanced() const { return wrong_in_all == 0; }
    /// Counts it, and keeps its words while there is room.
    void note(std::string what);
};

class ledger_replay {
public:
    /// The next transfer. Notes: an amount that is not above zero, a transfer from an account to itself, an order of
    /// ids that does not rise, funds below zero by anything but a lost dispute or a refund, a delisting that is held
    /// twice, settled twice, settled without a hold or with another amount than was held.
    void add(const transfer& t);
    /// A transfer that cannot even be read.
    void unreadable(std::int64_t id, const std::string& why);
    /// Compares with the balances that were kept beside the transfers, and ends the replay. Notes each account where
    /// they differ, and debits that do not equal credits.
    [[nodiscard]] ledger_report finish(const std::vector<balance>& kept);
    /// What the transfers so far add up to, without the zeros; in no order.
    [[nodiscard]] std::vector<balance> balances() const;

private:
    using key = std::pair<std::string, currency>;
    struct key_hash {
        std::size_t operator()(const key& k) const noexcept;
    };
    std::int64_t move(const ledger_account& account, const money& amount, std::int64_t sign);
    void check_job(const transfer& t, std::int64_t held_after);

    std::unordered_map<key, std::int64_t, key_hash> balances_;
    std::unordered_set<std::string> settled_;  // held accounts
    std::int64_t newest_ = 0;
    ledger_report report_;
};

}  // namespace offlist
