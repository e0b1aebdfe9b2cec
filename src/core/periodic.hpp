// periodic.hpp: work that is done every so often, and whose trouble is told once.
//
//              ┌──────────── wake(), or the span is over ────────────┐
//              ▼                                                     │
//   run() ─► round ─► its trouble is told when it is new, ─► waits for the span
//              │      its end when it is over                 that the round asked for
//              └── stop(): run() returns after the round, or out of the wait
//
// On one thread, the executor's.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace offlist {

/// Port: a wait that somebody may end early. Implemented by a timer, and by a fake that tests ring by hand.
class sleeper {
public:
    virtual ~sleeper() = default;
    /// Ends after `span`, or when wake() is called. Throws operation_aborted when the coroutine is cancelled.
    [[nodiscard]] virtual boost::asio::awaitable<void> wait(std::chrono::milliseconds span) = 0;
    /// Nothing when nobody waits.
    virtual void wake() = 0;
};

/// What a round came to.
struct round_outcome {
    std::chrono::milliseconds next{};  ///< until the next round begins
    std::string trouble{};             ///< in words for a person; empty: all is well
};

class periodic {
public:
    using round = std::function<boost::asio::awaitable<round_outcome>()>;
    /// Called with trouble that is another than that of the round before, and with an empty text when it is over.
    using teller = std::function<void(const std::string& trouble)>;

    periodic(const boost::asio::any_io_executor& on, round work, teller tell = {});
    /// `with` outlives it.
    periodic(sleeper& with, round work, teller tell = {});
    ~periodic();
    periodic(const periodic&) = delete;
    periodic& operator=(const periodic&) = delete;

    /// A first round at once and others behind it, one at a time, until stop() or until it is cancelled. What a round
    /// throws ends it. Not to be called while it runs.
    [[nodiscard]] boost::asio::awaitable<void> run();
    /// The next round begins now; while one is under way, right behind it.
    void wake();
    /// No round begins any more.
    void stop();

    /// A round is under way.
    [[nodiscard]] bool busy() const { return *busy_; }
    /// Of the newest round; empty: all is well, or none has ended yet.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

private:
    void hear(std::string trouble);

    std::unique_ptr<sleeper> own_;
    sleeper& sleeper_;
    round work_;
    teller tell_;
    std::string trouble_;
    std::shared_ptr<bool> busy_;  // of its own, for a round that is cut off may be destroyed after this
    bool awake_ = false;          // a round is wanted as soon as can be
    bool stopping_ = false;
};

}  // namespace offlist
