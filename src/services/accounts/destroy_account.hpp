// destroy_account.hpp: use case: the data of a terminated account is destroyed for good.
//
// Its subjects, listings, history, tokens, events and kept answers go, and its name and e-mail address are blanked. Its
// number, and what the ledger must keep, stay; so does the subject of a delisting that is under way, until its end
// (store::forget_destroyed()). From any thread, as the database. Refusals are values; problems: the store cannot be
// written, or readers kept its log from being emptied.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <offlist/problem.hpp>
#include <store/accounts/account_table.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/money/ledger_table.hpp>
#include <string>
#include <vector>

namespace offlist::services {

enum class destroying : std::uint8_t {
    done,
    no_such_account,
    still_active,   ///< it must be terminated first
    not_confirmed,  ///< that is not its name
};

struct destroyed_account {
    destroying what = destroying::done;
    store::destruction_report gone;            ///< when done
    std::vector<store::account_funds> left{};  ///< when done: what is still owed to nobody whose name is known
};

/// The transaction alone; what is destroyed may still stand in SQLite's log after it.
struct destroy_account {
    std::int64_t id = 0;
    std::string confirm;  ///< the account's name, said once more by who destroys
    store::actor by;

    [[nodiscard]] parsed<destroyed_account> operator()(soci::session& s) const;
};

/// When this returns, the data is in neither file nor log of SQLite; PostgreSQL frees it with its next VACUUM.
[[nodiscard]] boost::asio::awaitable<parsed<destroyed_account>> destroy_for_good(store::database& db,
                                                                                 destroy_account what);

}  // namespace offlist::services
