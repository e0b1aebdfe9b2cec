// ledger_table.hpp: the ledger: transfers that are never changed, and the balances kept beside them.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work that does several things at once: money and what it pays for move in one
// transaction.
#pragma once
#include <algorithm>
#include <billing/posting.hpp>
#include <billing/replay.hpp>
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

/// What a customer has: to spend, and held for delisting jobs that are under way.
struct account_funds {
    money balance;  ///< below zero only after a lost dispute or a refund
    money held;
    money frozen;  ///< of the balance, and maybe more than it: it buys nothing while disputes are open
    /// What can be spent; zero or more.
    [[nodiscard]] money available() const
    {
        return {std::max<std::int64_t>(balance.cents - frozen.cents, 0), balance.in};
    }
};

enum class receipt_outcome : bool {
    already_known,  ///< the same payment was credited before; nothing was written
    credited,
};

class ledger_table {
public:
    explicit ledger_table(database& db) : db_(db) {}

    /// In this currency first, then in each other one in which the account has anything.
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<account_funds>>> funds(std::int64_t account, currency in);
    /// The statement: every transfer that concerns the account, newest first.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<transfer>>> statement(std::int64_t account, page_request which);
    /// Adds up every transfer and compares (billing/replay.hpp), and looks whether delistings, receipts and payments
    /// say the same (store/ledger_joins.hpp). Blocks, on a reader: for `ledger verify`, the start, and each night.
    /// Problem: the store cannot be read.
    [[nodiscard]] parsed<ledger_report> verify();
    /// The same without blocking; takes one of the database's readers for as long as it lasts.
    [[nodiscard]] boost::asio::awaitable<parsed<ledger_report>> verify_later();
    [[nodiscard]] static ledger_report verify(soci::session& s);
    /// What came and is nobody's; below zero: staff gave more than that.
    [[nodiscard]] static money suspense(soci::session& s, currency in);
    /// What the newest verification came to, kept over restarts.
    static void keep_verdict(soci::session& s, bool balanced, std::chrono::sys_seconds at);
    /// False: the newest one found that the books do not balance.
    [[nodiscard]] static bool balanced_before(soci::session& s);

    /// Writes a transfer and both balances. False, and nothing is written: the debited funds do not cover it (a lost
    /// dispute and a refund take them below zero; a hold leaves what is frozen). Throws what SOCI throws when the same
    /// reference and code is there already.
    [[nodiscard]] static bool post(soci::session& s, const transfer& t);
    /// Credits a payment once, however often it is told (UNIQUE gateway and external id).
    static receipt_outcome receive(soci::session& s, const receipt& r);
    /// Once for its key. False: nothing was written; the funds do not cover it. Given again with the same key: true,
    /// and nothing is written.
    [[nodiscard]] static parsed<bool> adjust(soci::session& s, const adjustment& a);
    /// The transfer of the adjustment with this key.
    [[nodiscard]] static std::optional<transfer> find_adjustment(soci::session& s, const std::string& key);
    [[nodiscard]] static account_funds funds(soci::session& s, std::int64_t account, currency in);
    /// In each currency in which the account has anything.
    [[nodiscard]] static std::vector<account_funds> funds(soci::session& s, std::int64_t account);

private:
    database& db_;
};

}  // namespace offlist::store
