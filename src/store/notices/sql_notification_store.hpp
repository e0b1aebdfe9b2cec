// sql_notification_store.hpp: the dispatcher's book, kept in the store.
//
// May be called from any thread, as the database.
#pragma once
#include <notify/dispatcher.hpp>
#include <store/engine/database.hpp>
#include <vector>

namespace offlist::store {

class sql_notification_store final : public notify::notification_store {
public:
    explicit sql_notification_store(database& db) : db_(db) {}

    [[nodiscard]] boost::asio::awaitable<parsed<int>> hand_on(std::chrono::sys_seconds now, int most) override;
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<notify::notification>>> due(std::chrono::sys_seconds now,
                                                                                        notify::turn from,
                                                                                        int most) override;
    [[nodiscard]] boost::asio::awaitable<parsed<void>> record(notify::aftermath what) override;

private:
    database& db_;
};

/// An event for this webhook alone, whether it is on or off: the test button. Its number, as in `evt_7`.
std::int64_t send_test(soci::session& s, std::int64_t webhook, std::optional<std::int64_t> account,
                       std::chrono::sys_seconds at);

}  // namespace offlist::store
