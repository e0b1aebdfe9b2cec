// examiner.hpp: the thread that reads the whole store for faults, so that nobody else waits for it.
//
// Each unit of work has a session of its own, which has nothing in memory yet: what it sees is what is on the disk.
// run() belongs to the examiner's thread, stop() may be called from any.
#pragma once
#include <mutex>
#include <utility>

#include "store/engine/connection.hpp"
#include "store/engine/work_queue.hpp"

namespace offlist::store {

class examiner {
public:
    explicit examiner(store_url where) : where_(std::move(where)) {}

    /// Until the queue is closed and empty.
    void run(work_queue& queue);
    /// What runs is given up, and nothing begins any more.
    void stop();

private:
    void examine(detail::work& what);
    bool at_work(connection* now);

    store_url where_;
    std::mutex mutex_;  // for the two below
    connection* now_ = nullptr;
    bool stopping_ = false;
};

}  // namespace offlist::store
