#include "delisting/job.hpp"

#include <array>
#include <billing/find_name.hpp>

#include "delisting/policy.hpp"

namespace offlist {
namespace {

constexpr std::array<std::string_view, job_states> state_names{
    "awaiting_funds", "held", "submitting", "submitted", "uncertain", "verifying", "succeeded", "failed", "cancelled"};
constexpr std::array<std::string_view, job_endings> ending_names{
    "",          "proved",   "refused",  "still_listed", "gone_first", "not_vouched",
    "list_gone", "hard_cap", "by_staff", "called_off"};

}  // namespace

std::string_view to_string(job_ending e)
{
    return ending_names.at(static_cast<std::size_t>(e));
}

job_ending parse_job_ending(std::string_view text)
{
    return find_name<job_ending>(ending_names, text).value_or(job_ending::none);
}

std::string_view to_string(job_state s)
{
    return state_names.at(static_cast<std::size_t>(s));
}

std::optional<job_state> parse_job_state(std::string_view text)
{
    return find_name<job_state>(state_names, text);
}

bool is_last(job_state s)
{
    return s == job_state::succeeded || s == job_state::failed || s == job_state::cancelled;
}

bool holds_fee(job_state s)
{
    return s != job_state::awaiting_funds && !is_last(s);
}

bool vouched_for(const job& j)
{
    return j.submitted_at && (!j.proof.gone_at || *j.submitted_at < *j.proof.gone_at);
}

bool lease_over(const job& j, std::chrono::sys_seconds at)
{
    return !j.lease.worker.empty() && at >= j.lease.until;
}

std::chrono::seconds deadline_of(const blocklist& list, const delisting_policy& policy)
{
    return list.removal.deadline.value_or(policy.default_deadline);
}

}  // namespace offlist
