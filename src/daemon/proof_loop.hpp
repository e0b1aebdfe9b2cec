// proof_loop.hpp: looks in DNS whether accounts hold what they have added, round by round.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/clock.hpp>
#include <core/periodic.hpp>
#include <functional>
#include <offlist/resolver.hpp>
#include <store/engine/database.hpp>

namespace offlist::daemon {

class settings_in_use;

class proof_loop {
public:
    /// All outlive it. `active` is called when subjects have become active.
    proof_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time, resolver& dns,
               const settings_in_use& by, std::function<void()> active);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }

private:
    boost::asio::awaitable<round_outcome> round();

    store::database& db_;
    const clock& time_;
    resolver& dns_;
    const settings_in_use& by_;
    std::function<void()> active_;
    periodic rounds_;
};

}  // namespace offlist::daemon
