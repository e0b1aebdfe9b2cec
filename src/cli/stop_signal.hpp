// stop_signal.hpp: SIGINT and SIGTERM as something that can be waited for, even while a write blocks.
//
// One at a time in a process, made and used on the main thread. The first signal is noticed; the next one does what it
// does to any program.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>

namespace offlist::cli {

class stop_signal {
public:
    /// `then` is called once, on the executor, after the first signal. Throws std::system_error when the process has no
    /// descriptors left.
    stop_signal(boost::asio::any_io_executor on, std::function<void()> then);
    /// Signals do again what they did before.
    ~stop_signal();
    stop_signal(const stop_signal&) = delete;
    stop_signal& operator=(const stop_signal&) = delete;

    /// From now on signals do what they do to any program, and `then` is not called any more.
    void forget();
    /// Whether one was noticed, by whichever object there is.
    [[nodiscard]] static bool seen() noexcept;
    /// Becomes readable with the first signal, for poll(); -1 where nobody waits for one.
    [[nodiscard]] static int descriptor() noexcept;

private:
    boost::asio::posix::stream_descriptor noticed_;
};

}  // namespace offlist::cli
