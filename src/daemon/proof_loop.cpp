#include "daemon/proof_loop.hpp"

#include <services/accounts/prove_subject.hpp>
#include <sweep/inventory_size.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 30s;

void tell_trouble_of_proofs(const std::string& trouble)
{
    if (trouble.empty())
        telemetry::log_detail("proofs of control are looked for again");
    else
        telemetry::log_error("proofs of control are not looked for: " + trouble);
}

}  // namespace

proof_loop::proof_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time, resolver& dns,
                       const settings_in_use& by, std::function<void()> active)
    : db_(db),
      time_(time),
      dns_(dns),
      by_(by),
      active_(std::move(active)),
      rounds_(
          on, [this] { return round(); }, tell_trouble_of_proofs)
{
}

boost::asio::awaitable<round_outcome> proof_loop::round()
{
    services::proof_rules rules{
        .capacity = most_subjects, .within = by_.now().with.service.accounts.prove_within, .now = time_.now_seconds()};
    const auto done = co_await services::prove_what_is_due(db_, dns_, rules);
    if (done && *done > 0) {
        telemetry::log_detail("subjects are proved and monitored from now on", {{"subjects", std::to_string(*done)}});
        active_();
    }
    round_outcome outcome{.next = look_every, .trouble = {}};
    if (!done) outcome.trouble = done.error().to_string();
    co_return outcome;
}

}  // namespace offlist::daemon
