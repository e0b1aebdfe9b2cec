#include "services/news/news.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace offlist::services {
namespace {

namespace asio = boost::asio;

/// A page shows what happened within two seconds, reading it again included.
constexpr std::chrono::milliseconds look_for_news_every{500};
/// Of one look; what is behind them comes with the next.
constexpr int most_in_a_look = 1000;

template <class Key>
void one_less(std::map<Key, std::size_t>& counts, const Key& key)
{
    const auto found = counts.find(key);
    if (--found->second == 0) counts.erase(found);
}

}  // namespace

news::news(const asio::any_io_executor& on, store::database& db, news_limits limits)
    : on_(on), db_(db), limits_(limits), rounds_(on, [this] { return round(); })
{
}

asio::awaitable<round_outcome> news::round()
{
    (void)co_await look();  // a store in trouble is told of elsewhere
    co_return round_outcome{.next = look_for_news_every, .trouble = {}};
}

asio::awaitable<parsed<void>> news::look()
{
    if (listeners_.empty()) {
        newest_.reset();
        ring_.clear();
        co_return parsed<void>();
    }
    if (!newest_) co_return parsed<void>();  // the first has not found its place yet
    const std::int64_t after = *newest_;
    auto work = [after](soci::session& s) -> parsed<store::events_behind> {
        return {boost::system::in_place_value, store::events_after(s, std::nullopt, after, most_in_a_look)};
    };
    auto found = co_await db_.read(std::move(work));
    if (!found) co_return found.error();
    if (newest_ != after) co_return parsed<void>();  // somebody has begun anew meanwhile
    if (found->newest < after) {  // the store was put back under us: what is remembered is of another
        ring_.clear();
        ++life_;
        newest_ = complete_after_ = found->newest;
    } else if (found->items.size() < static_cast<std::size_t>(most_in_a_look)) {
        newest_ = found->newest;
    } else {
        newest_ = found->items.back().id;
    }
    const bool anything = !found->items.empty() || newest_ < after;
    std::move(found->items.begin(), found->items.end(), std::back_inserter(ring_));
    while (ring_.size() > limits_.remembered) {
        complete_after_ = ring_.front().id;
        ring_.pop_front();
    }
    if (anything)
        for (listener* const each : listeners_) each->wake();
    co_return parsed<void>();
}

std::unique_ptr<news::listener> news::listen(const std::string& key, std::optional<std::int64_t> only_of)
{
    const auto has = of_key_.find(key);
    if (has != of_key_.end() && has->second >= limits_.each) return nullptr;
    if (only_of) {
        const auto all = of_account_.find(*only_of);
        if (all != of_account_.end() && all->second >= limits_.of_account) return nullptr;
    }
    return std::unique_ptr<listener>(new listener(shared_from_this(), key, only_of));
}

// --- one who listens ---

news::listener::listener(std::shared_ptr<news> of, std::string key, std::optional<std::int64_t> only_of)
    : of_(std::move(of)), life_(of_->life_), key_(std::move(key)), only_of_(only_of), timer_(of_->on_)
{
    of_->listeners_.insert(this);
    ++of_->of_key_[key_];
    if (only_of_) ++of_->of_account_[*only_of_];
}

news::listener::~listener()
{
    of_->listeners_.erase(this);
    one_less(of_->of_key_, key_);
    if (only_of_) one_less(of_->of_account_, *only_of_);
}

asio::awaitable<parsed<news::heard>> news::listener::begin(std::optional<std::int64_t> after,
                                                           std::chrono::sys_seconds since)
{
    const int most = of_->limits_.caught_up + 1;
    auto work = [only_of = only_of_, after, since, most](soci::session& s) -> parsed<store::events_behind> {
        return {boost::system::in_place_value,
                after ? store::events_after(s, only_of, *after, most) : store::events_since(s, only_of, since, most)};
    };
    auto found = co_await of_->db_.read(std::move(work));
    if (!found) co_return found.error();
    place_ = found->newest;
    if (!of_->newest_) {
        of_->newest_ = place_;
        of_->complete_after_ = place_;
        of_->ring_.clear();
    }
    heard told{.events = std::move(found->items), .place = place_, .missed = false};
    // an event that is still to come: the store was restored since, and numbers them again
    told.missed = told.events.size() == static_cast<std::size_t>(most) || (after && *after > found->newest);
    if (told.missed) told.events.clear();
    co_return told;
}

news::heard news::listener::take(std::size_t most)
{
    heard told;
    if (life_ != of_->life_ || place_ < of_->complete_after_) {
        life_ = of_->life_;
        place_ = of_->newest_.value_or(place_);
        told.missed = true;
        told.place = place_;
        return told;
    }
    auto at = std::upper_bound(of_->ring_.begin(), of_->ring_.end(), place_,
                               [](std::int64_t id, const store::told_event& e) { return id < e.id; });
    for (; at != of_->ring_.end() && told.events.size() < most; ++at) {
        place_ = at->id;
        if (!only_of_ || at->account == only_of_) told.events.push_back(*at);
    }
    told.place = place_;
    return told;
}

asio::awaitable<void> news::listener::wait(std::chrono::milliseconds span)
{
    boost::system::error_code ended;
    timer_.expires_after(span);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
}

}  // namespace offlist::services
