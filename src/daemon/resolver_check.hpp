// resolver_check.hpp: asks the resolver about a name that cannot exist, again and again: whether it answers, and
// whether it can be believed.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/periodic.hpp>
#include <offlist/resolver.hpp>
#include <string>

namespace offlist::daemon {

class resolver_check {
public:
    /// `asked` outlives it.
    resolver_check(const boost::asio::any_io_executor& on, resolver& asked);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// The first answer, or its absence, is known.
    [[nodiscard]] bool done() const { return done_; }
    /// Of the newest check; empty: all is well.
    [[nodiscard]] const std::string& trouble() const { return rounds_.trouble(); }

private:
    boost::asio::awaitable<round_outcome> round();

    resolver& asked_;
    bool done_ = false;
    periodic rounds_;
};

}  // namespace offlist::daemon
