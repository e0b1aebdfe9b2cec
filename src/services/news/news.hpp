// news.hpp: what happens, told to those who listen: one look at the outbox for all of them.
//
//   outbox ──(one look-up twice a second, while somebody listens)──► ring of the newest ──► listeners, each at its
//   place
//
// A listener is a place and a timer, so one that is slow costs nothing, and two daemons on one store each tell theirs.
// For one thread, the executor's.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <core/periodic.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <offlist/problem.hpp>
#include <optional>
#include <set>
#include <store/engine/database.hpp>
#include <store/notices/event_reader.hpp>
#include <string>
#include <vector>

namespace offlist::services {

/// How many may listen, by who they are.
struct news_limits {
    std::size_t each = 8;             ///< of one token or person: some browsers, each with one stream
    std::size_t of_account = 64;      ///< all tokens and people of one
    std::size_t remembered = 10'000;  ///< events in the ring: some MB
    int caught_up = 500;              ///< events that a listener may have missed and still be told of, one by one
};

class news : public std::enable_shared_from_this<news> {
public:
    /// `db` outlives its use; listeners keep it alive. In a shared_ptr.
    news(const boost::asio::any_io_executor& on, store::database& db, news_limits limits = {});
    news(const news&) = delete;
    news& operator=(const news&) = delete;

    /// Looks every so often until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// Looks once. Problem: the store could not be read; nothing is lost, the next look finds it.
    [[nodiscard]] boost::asio::awaitable<parsed<void>> look();

    struct heard {
        std::vector<store::told_event> events;
        std::int64_t place = 0;  ///< everything up to this event was told, or is not the listener's
        bool missed = false;     ///< more has happened than can be told: whoever listens must look at everything anew
    };

    class listener {
    public:
        ~listener();
        listener(const listener&) = delete;
        listener& operator=(const listener&) = delete;

        /// Once, first: what has happened behind `after`, or, without it, since `since`: whoever has read something
        /// just before misses nothing. Problem: the store.
        [[nodiscard]] boost::asio::awaitable<parsed<heard>> begin(std::optional<std::int64_t> after,
                                                                  std::chrono::sys_seconds since);
        /// What there is by now behind what was told, `most` at most; maybe nothing.
        [[nodiscard]] heard take(std::size_t most);
        /// Until something may have happened, `span` is over or wake() is called.
        [[nodiscard]] boost::asio::awaitable<void> wait(std::chrono::milliseconds span);
        void wake() { timer_.cancel(); }

    private:
        friend class news;
        listener(std::shared_ptr<news> of, std::string key, std::optional<std::int64_t> only_of);

        std::shared_ptr<news> of_;
        std::uint64_t life_;
        std::string key_;
        std::optional<std::int64_t> only_of_;
        std::int64_t place_ = 0;
        boost::asio::steady_timer timer_;
    };

    /// `key` is whose stream it is, `only_of` the account whose events it hears (none: all). Null: they have as many as
    /// they may.
    [[nodiscard]] std::unique_ptr<listener> listen(const std::string& key, std::optional<std::int64_t> only_of);
    [[nodiscard]] std::size_t listeners() const { return listeners_.size(); }

private:
    boost::asio::awaitable<round_outcome> round();

    boost::asio::any_io_executor on_;
    store::database& db_;
    news_limits limits_;
    std::deque<store::told_event> ring_;  ///< all behind complete_after_, up to newest_
    std::optional<std::int64_t> newest_;  ///< none: nobody listens, and nothing is remembered
    std::int64_t complete_after_ = 0;
    std::uint64_t life_ = 0;  ///< another one when the store was put back under us, and numbers events again
    std::set<listener*> listeners_;
    std::map<std::string, std::size_t> of_key_;
    std::map<std::int64_t, std::size_t> of_account_;
    periodic rounds_;
};

}  // namespace offlist::services
