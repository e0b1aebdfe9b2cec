#include "daemon/housekeeping.hpp"

#include <services/payments/payment_service.hpp>
#include <store/accounts/idempotency_table.hpp>
#include <store/delistings/delisting_end.hpp>
#include <store/notices/outbox.hpp>
#include <store/people/login_links.hpp>
#include <utility>

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto purge_every = 1h;
constexpr std::chrono::hours links_kept{24};  // so that one that was used or is too old is told apart from a wrong one
constexpr int purged_at_once = 5000;          // events in one transaction: others wait to write meanwhile

}  // namespace

housekeeping::housekeeping(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                           services::payment_service& payments)
    : db_(db), time_(time), payments_(payments), rounds_(on, [this] { return round(); })
{
}

// What fails, the next hour does.
boost::asio::awaitable<round_outcome> housekeeping::round()
{
    store::idempotency_table kept(db_);
    // before any request of this process: the first write of all is this one
    if (std::exchange(first_, false)) (void)co_await kept.free_unanswered();
    (void)co_await kept.purge(time_.now_seconds());
    for (bool more = true; more;) {
        const auto gone = co_await store::purge_events(db_, time_.now_seconds(), purged_at_once);
        more = gone && *gone == purged_at_once;
    }
    (void)co_await store::forget_destroyed(db_);
    const auto before = time_.now_seconds() - links_kept;
    (void)co_await db_.write(
        [before](soci::session& s) -> parsed<std::int64_t> { return store::purge_login_links(s, before); });
    co_await payments_.keep_house();
    co_return round_outcome{.next = purge_every, .trouble = {}};
}

}  // namespace offlist::daemon
