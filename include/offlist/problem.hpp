// problem.hpp: what is wrong with an input, and what would be right.
//
// Bad input is an expected outcome, so it is a value. A problem always tells a person where to look (file and line or
// field), what is wrong there, and what would be accepted instead. Values only; safe from any thread.
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace offlist {

/// One thing that is wrong with an input.
struct problem {
    std::string what{};      ///< what is wrong, with the offending text quoted
    std::string expected{};  ///< what would be right; empty when `what` already says it
    std::string file{};      ///< the file, or "standard input", or empty for an argument
    int line = 0;            ///< counted from 1; 0 when there is no line

    /// `file:line: what; expected …`, on one line.
    [[nodiscard]] std::string to_string() const;
    /// The same problem, found at `file`:`line`.
    [[nodiscard]] problem at(std::string where, int on_line) &&;
    bool operator==(const problem&) const = default;  ///< by all fields
};

/// All problems of one input, so that a person can mend them in one go.
using problems = std::vector<problem>;

/// Thrown only by `result::value()` on a problem that the caller did not look at first.
class problem_error : public std::runtime_error {
public:
    /// Its what() is the problem's text.
    explicit problem_error(const problem& p) : std::runtime_error(p.to_string()) {}
};

/// What `result::value()` calls by its name: throws a problem_error. Not to be called by hand.
[[noreturn]] void throw_exception_from_error(const problem& p, const boost::source_location& where);
/// The same for the first of several.
[[noreturn]] void throw_exception_from_error(const problems& p, const boost::source_location& where);

/// A value, or the one problem why there is none.
template <class T>
using parsed = boost::system::result<T, problem>;
/// A value, or all problems why there is none.
template <class T>
using loaded = boost::system::result<T, problems>;

}  // namespace offlist
