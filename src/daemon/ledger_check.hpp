// ledger_check.hpp: adds up the books when the daemon starts and each night, and says whether they balance.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/clock.hpp>
#include <core/periodic.hpp>
#include <optional>
#include <store/engine/database.hpp>
#include <string>

namespace offlist {
struct ledger_report;
}

namespace offlist::telemetry {
class metrics;
}

namespace offlist::daemon {

class settings_in_use;

class ledger_check {
public:
    /// All outlive it.
    ledger_check(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                 const settings_in_use& settings, telemetry::metrics& counts);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// What the newest verification found, for anybody to read; empty: the books balance; none: it is not done yet.
    [[nodiscard]] const std::optional<std::string>& trouble() const { return trouble_; }

    /// Whether it found books that do not balance, be it before a restart. They are added up again soon, so that what
    /// staff has mended is seen.
    [[nodiscard]] bool unbalanced() const { return unbalanced_; }

private:
    boost::asio::awaitable<round_outcome> round();
    boost::asio::awaitable<void> remember();
    boost::asio::awaitable<void> keep_verdict();
    void take(const ledger_report& report);

    store::database& db_;
    const clock& time_;
    const settings_in_use& settings_;
    telemetry::metrics& counts_;
    std::optional<std::string> trouble_;
    bool unbalanced_ = false;
    periodic rounds_;
};

}  // namespace offlist::daemon
