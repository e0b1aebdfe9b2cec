// task_group.hpp: coroutines that run beside each other, none of which is forgotten.
//
// What a task throws is logged with its name, and the daemon goes on. For the executor's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace offlist::daemon {

class task_group {
public:
    explicit task_group(boost::asio::any_io_executor on);
    ~task_group();
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    void spawn(std::string name, boost::asio::awaitable<void> work);
    /// Ends what every task waits for. Tasks begun later run as ever.
    void cancel();
    /// Returns when all have ended, or after `bound`; whether all have.
    [[nodiscard]] boost::asio::awaitable<bool> joined(std::chrono::milliseconds bound);

private:
    struct shared;  // tasks that outlive the group still find where to sign off
    boost::asio::any_io_executor on_;
    std::shared_ptr<shared> shared_;
};

/// Waits on the executor of the coroutine. Throws operation_aborted when it is cancelled.
[[nodiscard]] boost::asio::awaitable<void> pause(std::chrono::milliseconds span);

}  // namespace offlist::daemon
