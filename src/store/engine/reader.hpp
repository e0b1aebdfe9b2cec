// reader.hpp: a thread that reads: each unit of work sees the store as of one moment.
//
// run() belongs to the reader's thread.
#pragma once
#include "store/engine/session_keeper.hpp"
#include "store/engine/work_queue.hpp"

namespace offlist::store {

class reader {
public:
    explicit reader(session_keeper sessions) : sessions_(std::move(sessions)) {}

    /// Until the queue is closed and empty.
    void run(work_queue& queue);

private:
    void read(detail::work& what);
    static void attempt(connection& c, detail::work& what);

    session_keeper sessions_;
};

}  // namespace offlist::store
