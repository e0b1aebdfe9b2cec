// job.hpp: one paid delisting, from the order to its last state.
//
// Values only; safe from any thread. It changes through next() (transition.hpp) and nowhere else.
#pragma once
#include <billing/money.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

enum class job_state : std::uint8_t {
    awaiting_funds,  ///< ordered; the account's funds do not cover the fee yet
    held,            ///< the fee is held; nothing was sent
    submitting,      ///< somebody is sending the request: the intent is on record, the outcome is not
    submitted,       ///< the operator was asked
    uncertain,       ///< it is not known whether the operator was asked: DNS or staff must say
    verifying,       ///< DNS is being asked whether it worked
    succeeded,       ///< proved by DNS; the fee is earned
    failed,          ///< the fee went back to the account's funds
    cancelled,       ///< before anything was sent; the fee, if held, went back
};
inline constexpr int job_states = 9;
/// `awaiting_funds` …: the names of the outer interface.
[[nodiscard]] std::string_view to_string(job_state s);
[[nodiscard]] std::optional<job_state> parse_job_state(std::string_view text);
/// succeeded, failed and cancelled: nothing moves any more.
[[nodiscard]] bool is_last(job_state s);
/// Whether the fee is in the job's held account while it stands there.
[[nodiscard]] bool holds_fee(job_state s);

/// What ended a job; the names are stored. Only some ends say anything about how an operator answers requests.
enum class job_ending : std::uint8_t {
    none,          ///< it has not ended, or ended before this was kept
    proved,        ///< gone, after the operator was asked
    refused,       ///< the operator will not
    still_listed,  ///< at the deadline
    gone_first,    ///< gone before the request reached the operator
    not_vouched,   ///< gone, and nobody vouches for the request
    list_gone,     ///< the list can no longer be asked
    hard_cap,      ///< nothing was proved in time
    by_staff,      ///< staff ended it
    called_off,    ///< cancelled: by the customer, or since the listing ended before anything was sent
};
inline constexpr int job_endings = 10;
/// `proved` …; empty for none.
[[nodiscard]] std::string_view to_string(job_ending e);
/// None for a text that is no name.
[[nodiscard]] job_ending parse_job_ending(std::string_view text);

/// Who works on a job, until when. The fence rises with every lease, so that a worker who slept through the end of his
/// lease is told apart from the next one.
struct lease {
    std::string worker;                ///< empty: nobody
    std::int64_t fence = 0;            ///< of the newest lease, also after its end
    std::chrono::sys_seconds until{};  ///< from this moment on it is lost
    bool operator==(const lease&) const = default;
};

/// How far DNS has proved that a listing is gone (transition.hpp tells the rules).
struct proof {
    verdict newest = verdict::listed;       ///< of the newest answer that was listed or clean
    bool running = false;                   ///< the newest answer was not unknown, so the clocks run
    std::chrono::sys_seconds known_at{};    ///< of the newest answer that was listed or clean; at first the submission
    std::chrono::sys_seconds count_from{};  ///< no clean answer before this counts
    int clean_answers = 0;                  ///< in a row, that counted
    std::chrono::seconds looked_for{0};     ///< since the submission, without the time of unknown answers
    std::chrono::seconds clean_for{0};      ///< of the hold window
    /// The first answer since the newest listed one that said the listing is gone; none: it is not known to be.
    std::optional<std::chrono::sys_seconds> gone_at{};
    bool operator==(const proof&) const = default;
};

struct job {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string subject;        ///< canonical text
    std::string blocklist;      ///< its id
    std::int64_t listing = 0;   ///< the listing that was to go; 0: not known
    money fee;                  ///< as quoted; what is held, and all that is ever earned or credited
    std::int64_t again_of = 0;  ///< the paid job that this one repeats for free; 0: none, and the fee is above zero
    std::vector<std::string> terms;  ///< as quoted
    job_state state = job_state::awaiting_funds;
    std::string reason;  ///< of a last state, in plain words
    job_ending ended_by = job_ending::none;
    removal_method method = removal_method::web_form;
    std::string url;  ///< where the operator is asked
    std::chrono::seconds deadline{0};
    offlist::lease lease;
    offlist::proof proof;
    std::chrono::sys_seconds created_at{};
    std::optional<std::chrono::sys_seconds> held_at;
    std::optional<std::chrono::sys_seconds> submitted_at;  ///< when the request reached the operator, as vouched for
    std::int64_t mass_end = 0;  ///< the mass end that waits for staff's word, or was refused; 0: none
    std::optional<std::chrono::sys_seconds> ended_at;  ///< set if and only if the state is a last one
    bool operator==(const job&) const = default;
};

/// Whether a program's record or a person's word says that the request reached the operator before the listing was seen
/// to be gone. Only then success is ours, and the fee earned.
[[nodiscard]] bool vouched_for(const job& j);
/// Whether the worker's claim has run out at `at`.
[[nodiscard]] bool lease_over(const job& j, std::chrono::sys_seconds at);

}  // namespace offlist
