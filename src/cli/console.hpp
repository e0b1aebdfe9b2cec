// console.hpp: standard output in large writes, and one progress line on standard error that makes way for it.
//
// For one thread. Writing blocks while the reader is slow, which slows the sweep down, as it should; after a signal to
// stop it waits no longer than a second for one that has stopped reading.
#pragma once
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "cli/report/paint.hpp"

namespace offlist::cli {

/// How a command line wants its results.
struct output_style {
    bool json = false;  ///< one JSON object a line on standard output, nothing else
    color_choice color = color_choice::automatic;
    bool verbose = false;  ///< details on standard error
};

class console {
public:
    explicit console(const output_style& style);
    ~console() { flush(); }
    console(const console&) = delete;
    console& operator=(const console&) = delete;

    /// One line on standard output, soon: at flush() at the latest. What in it would steer a terminal is escaped. A
    /// terminal gets a long one as several, all but the first behind `hanging` blanks.
    void print(std::string_view line, std::size_t hanging = 2);
    void flush();
    /// On standard error.
    void warn(std::string_view text);
    void detail(std::string_view text);

    /// Draws the progress line again. Nothing where standard error is no terminal.
    void progress(std::string_view line);
    [[nodiscard]] bool shows_progress() const { return live_; }
    void clear_progress();

    /// Whether results are wanted as JSON.
    [[nodiscard]] bool json() const { return json_; }
    [[nodiscard]] const paint& colors() const { return colors_; }

    /// True once nothing more can be written: the reader has gone or is stuck, or the disk is full.
    [[nodiscard]] bool broken() const { return error_ != 0; }
    /// Why, unless the reader has gone, which is no fault.
    [[nodiscard]] std::optional<problem> failure() const;

private:
    std::string buffer_;
    bool json_;
    std::size_t width_;  // 0: lines are as long as they are
    paint colors_;
    bool live_;
    bool drawn_ = false;
    int error_ = 0;  // errno of the write that failed
};

}  // namespace offlist::cli
