// running_program.hpp: what the REST interface asks of the running program, answered by the daemon's parts.
//
// Belongs to the daemon's thread.
#pragma once
#include <api/ports.hpp>
#include <functional>

#include "daemon/dead_lists.hpp"

namespace offlist {
class budget_store;
class monitor;
namespace dns {
class engine;
}
namespace telemetry {
class metrics;
}
}  // namespace offlist

namespace offlist::daemon {

class ledger_check;
class login_mailer;
struct check_outcome;
class monitor_runner;
class restore_watch;
class settings_in_use;
struct state_of_parts;

/// What it answers from; all outlive it.
struct program_parts {
    const settings_in_use& settings;
    const clock& time;
    dns::engine& engine;
    budget_store& budgets;
    monitor& sweep;
    monitor_runner& runner;
    telemetry::metrics& counts;
    login_mailer& mailer;
    restore_watch& restored;
    const ledger_check& books;
    std::function<state_of_parts()> state;
};

class running_program final : public api::application {
public:
    explicit running_program(program_parts of) : of_(std::move(of)) {}

    [[nodiscard]] std::shared_ptr<const catalog> lists() override;
    [[nodiscard]] std::shared_ptr<const delisting_terms> terms() override;
    [[nodiscard]] resolver& dns() override;
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<api::checked_list>>> check_now(
        subject about, std::chrono::milliseconds patience) override;
    void subjects_changed(std::vector<std::string> added) override;
    void mass_change_decided(std::int64_t id, mass_decision what) override;
    [[nodiscard]] bool books_wrong() override;
    [[nodiscard]] boost::asio::awaitable<std::vector<api::readiness_check>> readiness() override;
    [[nodiscard]] std::vector<list_budget> budget(const std::array<std::uint64_t, subject_kinds>& more) override;
    [[nodiscard]] std::vector<list_standing> standing(const subject_range& of, std::chrono::sys_seconds since) override;
    void login_link_asked(std::string email, std::string asked_by, std::string return_to) override;
    [[nodiscard]] bool mail_invitation(std::string email, std::string link) override;
    [[nodiscard]] std::string held() override;
    void restore_confirmed() override;
    [[nodiscard]] std::string metrics_text() override;

private:
    program_parts of_;
    /// `had_time`: the lists whose silence means something.
    void learn(const check_outcome& from, const std::vector<std::string>& had_time);
    [[nodiscard]] std::map<std::string, list_state> health_in_sweep() const;

    dead_lists dead_;
    std::shared_ptr<int> checks_running_ = std::make_shared<int>(0);
};

}  // namespace offlist::daemon
