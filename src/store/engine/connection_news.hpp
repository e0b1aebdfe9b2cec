// connection_news.hpp: that connections to the store were lost, and why, and that they are there again: for the log.
//
// Safe from any thread: the database's threads tell, and the daemon asks now and then.
#pragma once
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace offlist::store {

class connection_news {
public:
    /// That of one thread; what is said again and again is kept once.
    void lost(const std::string& why)
    {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(lost_, true) || told_.size() >= most_kept) return;
        told_.push_back(why);
    }
    void made_again()
    {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(lost_, false) && told_.size() < most_kept) told_.emplace_back();
    }
    /// What happened since this was asked last, in its order: why one was lost; empty: it was made again.
    [[nodiscard]] std::vector<std::string> take()
    {
        const std::scoped_lock lock(mutex_);
        return std::exchange(told_, {});
    }

private:
    static constexpr std::size_t most_kept = 100;

    std::mutex mutex_;
    bool lost_ = false;
    std::vector<std::string> told_;
};

}  // namespace offlist::store
