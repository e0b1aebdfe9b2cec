// token_table.hpp: API tokens, by the SHA-256 of their text.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work that does several things at once, and for commands; they throw what SOCI
// throws.
#pragma once
#include <accounts/account.hpp>
#include <accounts/token.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "store/accounts/audit_log.hpp"
#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

struct token_record {
    std::int64_t id = 0;
    std::string prefix;  ///< the first characters of its text: not a secret
    offlist::role role = offlist::role::customer;
    std::int64_t account = 0;  ///< of a customer's token; else 0
    std::string name;
    bool read_only = false;
    std::chrono::sys_seconds created_at{};
    std::optional<std::chrono::sys_seconds> expires_at;
    std::optional<std::chrono::sys_seconds> last_used_at;  ///< to the minute
    std::optional<std::chrono::sys_seconds> revoked_at;

    /// Whether it still opens doors.
    [[nodiscard]] bool usable(std::chrono::sys_seconds now) const
    {
        return !revoked_at && (!expires_at || now < *expires_at);
    }
};

/// What a token is made for.
struct token_order {
    offlist::role role = offlist::role::customer;
    std::int64_t account = 0;  ///< with role customer; else 0
    std::string name;
    bool read_only = false;
    std::optional<std::chrono::sys_seconds> expires_at;
};

struct issued_token {
    token_record record;
    std::string text;  ///< the secret itself: shown once, stored nowhere
};

class token_table {
public:
    explicit token_table(database& db) : db_(db) {}

    /// None: the order names an account that does not exist or is terminated.
    boost::asio::awaitable<parsed<std::optional<issued_token>>> issue(token_order order, actor by);
    /// Revoked and expired ones too: the caller looks at usable().
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<token_record>>> find(token_hash hash);
    /// In the order of their ids; of all accounts, staff and admins when none is given.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<token_record>>> page(std::optional<std::int64_t> account,
                                                                             page_request which);
    /// False: no such token, or not of the account `only_of`. One that is revoked stays as it is.
    boost::asio::awaitable<parsed<bool>> revoke(std::int64_t id, std::optional<std::int64_t> only_of, actor by);
    /// Remembers that the token was used; written at most once a minute, so it costs nearly nothing.
    boost::asio::awaitable<parsed<void>> used(std::int64_t id, std::chrono::sys_seconds at);

    static std::optional<issued_token> issue(soci::session& s, const token_order& order, const actor& by);
    [[nodiscard]] static std::optional<token_record> find(soci::session& s, const token_hash& hash);
    static bool revoke(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of, const actor& by);

private:
    database& db_;
    std::mutex mutex_;
    std::map<std::int64_t, std::chrono::sys_seconds> written_;  // last_used_at, by token
};

}  // namespace offlist::store
