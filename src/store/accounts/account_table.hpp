// account_table.hpp: the customers.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work that does several things at once, and for commands; they throw what SOCI
// throws.
#pragma once
#include <accounts/account.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
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

struct account_filter {
    /// A part of the name or the e-mail address, upper and lower case being the same; or an id.
    std::optional<std::string> text;
    std::optional<account_state> state;
};

class account_table {
public:
    explicit account_table(database& db) : db_(db) {}

    boost::asio::awaitable<parsed<account>> create(std::string name, std::string email, actor by);
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<account>>> find(std::int64_t id);
    /// In the order of their ids.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<account>>> page(page_request which, account_filter filter = {});

    static account create(soci::session& s, const std::string& name, const std::string& email, const actor& by);
    [[nodiscard]] static std::optional<account> find(soci::session& s, std::int64_t id);
    /// The number of the newest; 0: there is none.
    [[nodiscard]] static std::int64_t newest(soci::session& s);
    /// None: there is no such account, or its data was destroyed. What is not given stays.
    static std::optional<account> change(soci::session& s, std::int64_t id, const std::optional<std::string>& name,
                                         const std::optional<std::string>& email, const actor& by);
    /// The rows of a termination: the account's own, its tokens and its subjects. The whole of it is the use case
    /// services::terminate_account.
    static void mark_terminated(soci::session& s, std::int64_t id, std::chrono::sys_seconds at);
    /// The rows of a destruction: all of the account but what the ledger leads to. The whole of it is the use case
    /// services::destroy_account.
    static destruction_report destroy_rows(soci::session& s, std::int64_t id, std::chrono::sys_seconds at);

private:
    database& db_;
};

}  // namespace offlist::store
