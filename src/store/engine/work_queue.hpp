// work_queue.hpp: work on its way to the database's threads.
//
// May be used from any thread.
#pragma once
#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "store/engine/database_work.hpp"

namespace offlist::store {

using work_pointer = std::shared_ptr<detail::work>;

class work_queue {
public:
    void push(work_pointer what)
    {
        {
            const std::scoped_lock lock(mutex_);
            waiting_.push_back(std::move(what));
        }
        changed_.notify_one();
    }
    /// Those that a transaction had no time for go first.
    void push_front(std::vector<work_pointer> what)
    {
        const std::scoped_lock lock(mutex_);
        waiting_.insert(waiting_.begin(), what.begin(), what.end());
    }
    /// Waits for at least one and takes at most `most`. Empty: the queue is closed and empty.
    [[nodiscard]] std::vector<work_pointer> take(std::size_t most)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        const auto count = static_cast<std::ptrdiff_t>(std::min(most, waiting_.size()));
        std::vector<work_pointer> taken(waiting_.begin(), waiting_.begin() + count);
        waiting_.erase(waiting_.begin(), waiting_.begin() + count);
        return taken;
    }
    /// No more will come; what waits is still taken.
    void close()
    {
        {
            const std::scoped_lock lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
    }
    [[nodiscard]] std::size_t size() const
    {
        const std::scoped_lock lock(mutex_);
        return waiting_.size();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<work_pointer> waiting_;
    bool closed_ = false;
};

}  // namespace offlist::store
