// bounded_input.hpp: standard input or a file, waited for no longer than until a moment.
//
// For one thread. An error of reading sets badbit, as with std::ifstream.
#pragma once
#include <array>
#include <chrono>
#include <istream>
#include <offlist/problem.hpp>
#include <optional>
#include <streambuf>
#include <string>

#include "cli/time_limit.hpp"

namespace offlist::cli {

class bounded_input final : private std::streambuf, public std::istream {
public:
    /// `file`, or standard input for "-". None: it is waited for without a bound. fail() when it cannot be opened, and
    /// errno says why.
    bounded_input(const std::string& file, std::optional<time_limit::steady_time> until);
    ~bounded_input() override;
    bounded_input(const bounded_input&) = delete;
    bounded_input& operator=(const bounded_input&) = delete;

    /// Set once the moment has passed: what was read is not all there is.
    [[nodiscard]] const std::optional<problem>& too_late() const { return too_late_; }

private:
    std::streambuf::int_type underflow() override;

    std::string name_;
    int descriptor_;
    std::optional<time_limit::steady_time> until_;
    std::optional<problem> too_late_;
    std::array<char, 65536> buffer_;
};

}  // namespace offlist::cli
