// reader.hpp: a thread that reads: each job sees the store as of one moment.
//
// run() belongs to the reader's thread.
#pragma once
#include "store/engine/job_queue.hpp"
#include "store/engine/session_keeper.hpp"

namespace offlist::store {

class reader {
public:
    explicit reader(session_keeper sessions) : sessions_(std::move(sessions)) {}

    /// Until the queue is closed and empty.
    void run(job_queue& queue);

private:
    void read(detail::job& what);
    static void attempt(connection& c, detail::job& what);

    session_keeper sessions_;
};

}  // namespace offlist::store
