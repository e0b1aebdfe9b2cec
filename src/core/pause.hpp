// pause.hpp: a coroutine that waits for a while.
//
// For coroutines of any executor.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>

namespace offlist {

/// Waits on the executor of the coroutine. Throws operation_aborted when it is cancelled.
[[nodiscard]] boost::asio::awaitable<void> pause(std::chrono::milliseconds span);

}  // namespace offlist
