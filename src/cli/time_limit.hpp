// time_limit.hpp: how long a command may take as a whole, from its start to its end.
//
// time_limit is a value, for one thread. limit_guard has a thread of its own, which touches nothing of the command's.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace offlist::cli {

/// Monitoring systems end a plugin after ten seconds.
inline constexpr std::chrono::milliseconds longest_check{8000};

class time_limit {
public:
    using steady_time = std::chrono::steady_clock::time_point;

    /// None: no limit. It began at `start`.
    explicit time_limit(std::optional<std::chrono::milliseconds> whole = std::nullopt,
                        steady_time start = std::chrono::steady_clock::now());

    /// What comes before the questions (standard input, the addresses of names) may take half of what is left.
    [[nodiscard]] std::optional<steady_time> half_of_the_rest() const;
    /// What is left for the questions: a sixteenth of the whole is for telling what was found. 1 ms at the least.
    [[nodiscard]] std::optional<std::chrono::milliseconds> rest() const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> whole() const { return whole_; }

private:
    std::optional<std::chrono::milliseconds> whole_;
    steady_time start_;
};

/// Ends the process with the status `unknown` when the command has not ended by itself an eighth after its limit: a
/// file system or a reader of the output that blocks it cannot be waited for with a bound.
class limit_guard {
public:
    /// Without a limit it does nothing. `first_line` goes to standard output before the end, for whoever reads only
    /// that.
    explicit limit_guard(std::optional<std::chrono::milliseconds> whole, std::string first_line = {});
    ~limit_guard();
    limit_guard(const limit_guard&) = delete;
    limit_guard& operator=(const limit_guard&) = delete;

private:
    void watch(std::chrono::milliseconds whole, const std::string& first_line);

    std::mutex mutex_;
    std::condition_variable ended_;
    bool done_ = false;
    std::thread watcher_;
};

}  // namespace offlist::cli
