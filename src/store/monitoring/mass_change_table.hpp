// mass_change_table.hpp: mass changes, and what staff decided on them.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write().
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <monitor/monitor_store.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/accounts/audit_log.hpp"
#include "store/engine/database.hpp"
#include "store/engine/page.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {

struct mass_change_record {
    mass_change change;
    std::optional<std::chrono::sys_seconds> decided_at;
    std::string decided_by;  ///< the token's name; `offlist` where what was kept back has gone by itself
    std::string reason;
};

struct mass_change_filter {
    std::vector<std::string> state;  ///< open (staff has not decided), released, dismissed; empty: whichever
    std::vector<std::string> blocklist;
    std::optional<mass_direction> direction;
};

enum class deciding : std::uint8_t {
    decided,
    no_such_change,
    decided_before,  ///< the first decision stands
};

class mass_change_table {
public:
    explicit mass_change_table(database& db) : db_(db) {}

    /// Newest first.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<mass_change_record>>> page(mass_change_filter filter,
                                                                                   page_request which);
    /// Written with the audit log; acting on it is the monitor's.
    static deciding decide(soci::session& s, std::int64_t id, mass_decision what, const actor& by);
    [[nodiscard]] static std::optional<mass_change_record> find(soci::session& s, std::int64_t id);
    /// `rest` goes on behind FROM mass_change.
    [[nodiscard]] static std::vector<mass_change_record> select(soci::session& s, const std::string& rest,
                                                                sql::parameters given);
    /// As monitor_store::has_passed(). Nothing where staff has decided.
    static void has_passed(soci::session& s, std::int64_t id, std::chrono::sys_seconds at);

private:
    database& db_;
};

}  // namespace offlist::store
