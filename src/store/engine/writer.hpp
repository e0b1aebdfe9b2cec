// writer.hpp: the one thread that writes: what is queued goes into one transaction, so that a hundred units wait for
// one fsync and not for a hundred.
//
// run() belongs to the writer's thread; everything else may be called from any.
#pragma once
#include <chrono>
#include <crypto/nonce.hpp>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/engine/database.hpp"
#include "store/engine/session_keeper.hpp"
#include "store/engine/work_queue.hpp"
#include "store/file/store_guard.hpp"

namespace offlist::store {

class writer {
public:
    /// `guard`: none but of SQLite; outlives it.
    writer(session_keeper sessions, const clock& time, store_guard* guard)
        : sessions_(std::move(sessions)), name_(crypto::make_nonce()), time_(time), guard_(guard)
    {
    }
    ~writer();
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;

    work_queue queue;

    /// Until the queue is closed and empty.
    void run();

    [[nodiscard]] std::optional<problem> trouble() const;
    [[nodiscard]] database_figures figures() const;

private:
    /// What shares a transaction.
    struct batch {
        std::vector<work_pointer> work;
        std::vector<bool> good;  ///< by unit: it wants what it did to be kept
        std::chrono::steady_clock::time_point began;
        std::string fate_unknown;  ///< the sign of the transaction whose COMMIT was lost with its connection
    };

    void write(batch b);
    bool attempt(connection& c, batch& b);
    void sign(connection& c, batch& b);
    bool run_one(connection& c, detail::work& what, bool alone);
    void empty_log(detail::work& what);
    void succeeded(batch& b);
    void failed(batch& b, const problem& why);
    [[nodiscard]] bool refused(batch& b, std::string_view also);
    void fail_all(batch& b, const problem& why);

    session_keeper sessions_;
    const std::string name_;  // random: this writer's own row of commit_sign
    bool signs_tidied_ = false;
    const clock& time_;
    store_guard* guard_;
    mutable std::mutex mutex_;  // for the two below
    std::optional<problem> trouble_;
    database_figures figures_;
};

}  // namespace offlist::store
