// reader.hpp: a thread that reads: each unit of work sees the store as of one moment.
//
// run() belongs to the reader's thread.
#pragma once
#include "store/engine/session_keeper.hpp"
#include "store/engine/work_queue.hpp"
#include "store/file/store_guard.hpp"

namespace offlist::store {

class reader {
public:
    /// `guard`: none but of SQLite; outlives it.
    reader(session_keeper sessions, store_guard* guard) : sessions_(std::move(sessions)), guard_(guard) {}
    ~reader();
    reader(reader&&) = default;
    reader& operator=(reader&&) = delete;
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    /// Until the queue is closed and empty.
    void run(work_queue& queue);

private:
    void read(detail::work& what);
    static void attempt(connection& c, detail::work& what);
    void reopen(detail::work& what);

    session_keeper sessions_;
    store_guard* guard_;
};

}  // namespace offlist::store
