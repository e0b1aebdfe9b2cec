// sql_notification_store.hpp: what the dispatcher must know, kept in the database.
//
// May be called from any thread, as the database. Problems are those of notify::notification_store.
#pragma once
#include <notify/dispatcher.hpp>
#include <vector>

namespace offlist::store {

class database;

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

}  // namespace offlist::store
