// webhook_table.hpp: where customers and staff want to be told of events.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work that does several things at once; they throw what SOCI throws.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <notify/event.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "store/accounts/audit_log.hpp"
#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

struct webhook_record {
    std::int64_t id = 0;
    std::optional<std::int64_t> account;  ///< none: staff's
    std::string url;                      ///< a secret for everybody but its owner: its query may hold one
    std::vector<std::string> events;
    std::string secret;            ///< whsec_…
    std::int64_t after_event = 0;  ///< the newest event of the outbox when it was made
    std::chrono::sys_seconds created_at{};
    std::optional<std::chrono::sys_seconds> failing_since;  ///< the first failure since anything was taken
    std::optional<std::chrono::sys_seconds> last_try_at;
    std::string last_said;  ///< what came of that
    std::optional<std::chrono::sys_seconds> off_at;
    std::string off_why;
};

struct webhook_order {
    std::optional<std::int64_t> account;  ///< none: staff's
    std::string url;
    std::vector<std::string> events;
    std::string secret;
};

/// A webhook and what it has asked for.
struct webhook_listener {
    std::int64_t webhook = 0;
    notify::subscription to;
};

enum class refused_webhook_order : std::uint8_t { no_account, too_many };

struct webhook_figures {
    std::int64_t on = 0;
    std::int64_t off = 0;      ///< switched off because nothing was taken
    std::int64_t waiting = 0;  ///< notifications that are to be tried
};

class webhook_table {
public:
    explicit webhook_table(database& db) : db_(db) {}

    /// In the order of their ids; of all accounts and staff when none is given.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<webhook_record>>> page(std::optional<std::int64_t> account,
                                                                               page_request which);
    /// With all that is on its way to it. False: there is none, or, for the account `only_of`, it is somebody else's.
    boost::asio::awaitable<parsed<bool>> remove(std::int64_t id, std::optional<std::int64_t> only_of, actor by);
    [[nodiscard]] boost::asio::awaitable<parsed<webhook_figures>> figures();

    /// At most `most` of one account, or of staff.
    static std::variant<webhook_record, refused_webhook_order> add(soci::session& s, const webhook_order& order,
                                                                   std::size_t most, const actor& by);
    [[nodiscard]] static std::optional<webhook_record> find(soci::session& s, std::int64_t id);
    static bool remove(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of, const actor& by);
    /// Those of the account.
    static void remove_all(soci::session& s, std::int64_t account);
    /// Those that are on and may hear of an event of `account`: its own and staff's; with none, staff's alone.
    [[nodiscard]] static std::vector<webhook_listener> listeners(soci::session& s, std::optional<std::int64_t> account);

private:
    database& db_;
};

}  // namespace offlist::store
