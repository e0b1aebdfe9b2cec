// audit_log.hpp: who among staff and admins did what, and why. Append-only, by triggers of the database.
//
// The mutating calls of the other tables write it in the transaction of what they do, when the actor is no customer.
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work that does several things at once; they throw what SOCI throws.
#pragma once
#include <accounts/account.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

/// Who does something, why, and when.
struct actor {
    caller who;          ///< a command line is {.role = admin, .name = "command line: USER"}
    std::string reason;  ///< in the actor's own words; may be empty for customers
    std::chrono::sys_seconds at{};
};

struct audit_record {
    std::int64_t id = 0;
    std::chrono::sys_seconds at{};
    std::int64_t token = 0;   ///< 0: a person or the command line
    std::int64_t person = 0;  ///< who had signed in; else 0
    offlist::role role = offlist::role::admin;
    std::string actor;   ///< the token's name, the address of a person of the host, the id of a customer's
    std::string action;  ///< account.terminate, mass_change.release …
    std::string object;  ///< public id of what it was done to
    std::string reason;
    std::string detail;  ///< never a secret, never a customer's name or address: it outlives the account's data
};

struct audit_filter {
    std::vector<std::string> actor;   ///< one of these; empty: whoever
    std::vector<std::string> action;  ///< one of these
    std::vector<offlist::role> role;
    std::optional<std::string> object;             ///< a public id
    std::optional<std::int64_t> account;           ///< what was done to the account, or to a thing of it
    std::optional<std::chrono::sys_seconds> from;  ///< then or later
    std::optional<std::chrono::sys_seconds> to;    ///< before
};

/// What the log can be searched by.
enum class audit_word : std::uint8_t { actor, action };

class audit_log {
public:
    explicit audit_log(database& db) : db_(db) {}

    /// Newest first.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<audit_record>>> page(page_request which,
                                                                             audit_filter filter = {});
    /// The different ones that stand in the log, in order, at most `most`.
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<std::string>>> words(audit_word of, int most);

    /// Within work: written unless the actor is a customer.
    static void note(soci::session& s, const actor& by, std::string_view action, const std::string& object,
                     const std::string& detail = {});
    /// The same whoever the actor is: who may do what is not only the customer's own affair.
    static void note_always(soci::session& s, const actor& by, std::string_view action, const std::string& object,
                            const std::string& detail = {});

private:
    database& db_;
};

}  // namespace offlist::store
