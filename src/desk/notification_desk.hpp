// notification_desk.hpp: the courier's book, kept in the store.
//
// May be called from any thread, as the database.
#pragma once
#include <notify/courier.hpp>
#include <store/database.hpp>
#include <vector>

namespace offlist::desk {

class notification_desk final : public notify::notification_book {
public:
    explicit notification_desk(store::database& db) : db_(db) {}

    [[nodiscard]] boost::asio::awaitable<parsed<int>> hand_on(std::chrono::sys_seconds now, int most) override;
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<notify::notification>>> due(std::chrono::sys_seconds now,
                                                                                        notify::turn from,
                                                                                        int most) override;
    [[nodiscard]] boost::asio::awaitable<parsed<void>> record(notify::aftermath what) override;

private:
    store::database& db_;
};

/// An event for this webhook alone, whether it is on or off: the test button. Its number, as in `evt_7`.
std::int64_t send_test(soci::session& s, std::int64_t webhook, std::optional<std::int64_t> account,
                       std::chrono::sys_seconds at);

}  // namespace offlist::desk
