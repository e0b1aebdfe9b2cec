// session_keeper.hpp: the connection of one database thread, made anew when it was lost.
//
// Belongs to one thread.
#pragma once
#include <chrono>
#include <core/clock.hpp>
#include <memory>
#include <optional>

#include "store/engine/connection.hpp"
#include "store/engine/connection_news.hpp"

namespace offlist::store {

class session_keeper {
public:
    /// `news` outlives it.
    session_keeper(store_url where, access how, const clock& time, std::unique_ptr<connection> first,
                   connection_news& news)
        : where_(std::move(where)), how_(how), time_(time), news_(&news), open_(std::move(first))
    {
    }

    /// The connection; made now if there is none. Throws a store_error (lost) when it cannot be made, or was tried so
    /// short a time ago that PostgreSQL would only be harmed by another try.
    [[nodiscard]] connection& get();
    /// It was lost, for this reason; also where get() has just said so.
    void drop(const problem& why)
    {
        open_.reset();
        lost_ = true;
        news_->lost(why.what);
    }
    /// The next connection is made for this, and at once.
    void drop_for(access how)
    {
        open_.reset();
        last_.reset();
        how_ = how;
    }
    /// None: there is none now.
    [[nodiscard]] connection* open() { return open_.get(); }

private:
    static constexpr std::chrono::milliseconds first_pause{100};
    static constexpr std::chrono::milliseconds longest_pause{5000};

    store_url where_;
    access how_;
    const clock& time_;
    connection_news* news_;
    bool lost_ = false;
    std::unique_ptr<connection> open_;
    std::chrono::milliseconds pause_{0};
    std::chrono::steady_clock::time_point not_before_{};
    std::optional<store_error> last_;
};

}  // namespace offlist::store
