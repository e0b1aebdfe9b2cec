// account_table.hpp: the customers.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work that does several things at once, and for commands; they throw what SOCI
// throws.
#pragma once
#include <accounts/account.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include "store/accounts/audit_log.hpp"
#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

/// What was destroyed for good, in numbers.
struct destruction_report {
    std::int64_t subjects = 0;
    std::int64_t listings = 0;
    std::int64_t changes = 0;  ///< of listings
    std::int64_t tokens = 0;
};

class account_table {
public:
    explicit account_table(database& db) : db_(db) {}

    boost::asio::awaitable<parsed<account>> create(std::string name, std::string email, actor by);
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<account>>> find(std::int64_t id);
    /// In the order of their ids.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<account>>> page(page_request which);
    /// Revokes the account's tokens, removes its webhooks and subjects (whose open listings end) and cancels delistings
    /// for which nothing was sent; its history stays. None: no such account. A terminated account stays as it is.
    boost::asio::awaitable<parsed<std::optional<account>>> terminate(std::int64_t id, actor by);
    /// Destroys for good the subjects, listings, history, tokens, events and kept answers of a terminated account, and
    /// blanks its name and e-mail address. The account's number, and what the ledger must keep, stay; so does the
    /// subject of a delisting that is under way, until its end (forget_destroyed()). When this returns, the data is in
    /// neither file nor log of SQLite; PostgreSQL frees it with its next VACUUM. Problems: no such account, or it is
    /// still active.
    boost::asio::awaitable<parsed<destruction_report>> destroy_data(std::int64_t id, actor by);

    static account create(soci::session& s, const std::string& name, const std::string& email, const actor& by);
    [[nodiscard]] static std::optional<account> find(soci::session& s, std::int64_t id);
    static std::optional<account> terminate(soci::session& s, std::int64_t id, const actor& by);

private:
    database& db_;
};

}  // namespace offlist::store
