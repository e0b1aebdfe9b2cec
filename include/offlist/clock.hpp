// clock.hpp: the port through which everything learns the time, so that tests can advance it by hand.
//
// A clock may be read from any thread unless an implementation says otherwise. The real one keeps no state.
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <chrono>

namespace offlist {

/// Port: tells the time. Implemented by real_clock, and by a manual clock in tests.
class clock {
public:
    virtual ~clock() = default;
    /// The calendar's time, for what is shown and stored. It may jump when the machine's clock is set.
    [[nodiscard]] virtual std::chrono::system_clock::time_point now() const = 0;
    /// For measuring spans and deadlines: never goes back.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;

    /// now() in whole seconds, rounded down: the resolution of everything stored.
    [[nodiscard]] std::chrono::sys_seconds now_seconds() const
    {
        return std::chrono::floor<std::chrono::seconds>(now());
    }
};

/// The machine's clocks.
class real_clock final : public clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override
    {
        return std::chrono::system_clock::now();
    }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override
    {
        return std::chrono::steady_clock::now();
    }
};

}  // namespace offlist
