// program.hpp: runs the real program as a child process and keeps what it printed.
//
// For one thread. A child that does not end within the bound is killed by its id, and the test has failed.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace offlist::test {

enum class standard_input : std::uint8_t {
    text,
    closed,
    endless,  ///< open behind the text for as long as the child is there
};

struct program_call {
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment;  ///< all of it, but for PATH
    std::string directory;                           ///< where it runs; the test's own when empty
    std::string input;
    standard_input in = standard_input::text;
    std::string output_file;  ///< standard output goes there and not into `out`
    std::string error_file;   ///< the same for standard error
};

struct program_result {
    int status = -1;  ///< the exit status; 128 + the signal that ended it; -1 when it was killed for hanging
    std::string out;
    std::string err;
    [[nodiscard]] std::vector<std::string> lines() const;  ///< of `out`
};

/// A child that runs while the test does something.
class running_program {
public:
    explicit running_program(const program_call& call);
    ~running_program();
    running_program(const running_program&) = delete;
    running_program& operator=(const running_program&) = delete;

    void send_signal(int number) const;
    [[nodiscard]] pid_t id() const { return pid_; }
    [[nodiscard]] pid_t process() const { return pid_; }
    /// Stops reading what it prints on standard output, as `head` does when it has enough.
    void leave();
    /// Reads standard output until it holds `text`. False: it ended, or the bound passed, before.
    bool wait_for(const std::string& text);
    /// The same on standard error.
    bool wait_for_error(const std::string& text);
    /// What it has printed on standard error and was read already.
    [[nodiscard]] const std::string& errors_so_far() const { return result_.err; }
    program_result finish();

private:
    bool read_some();

    pid_t pid_ = -1;
    int in_ = -1;
    int out_ = -1;
    int err_ = -1;
    program_result result_;
};

[[nodiscard]] program_result run_program(const program_call& call);

}  // namespace offlist::test
