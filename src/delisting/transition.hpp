// transition.hpp: what one event makes of a delisting: its next state, and everything that must happen with it.
//
// Pure; safe from any thread. Whoever applies a step writes state, transfers, notices and tasks in one transaction, so
// that a crash leaves all of them or none.
//
//   (order)
//      │
//      ▼         funded        claim              sent             seen
//   awaiting_funds ────► held ────────► submitting ────► submitted ────► verifying
//                         ▲               │  │               ▲               ▲
//                         └───────────────┘  │ unsure, or    │ sent          │ sent, with a clean
//                             not_sent       │ lease lost    │               │ answer meanwhile
//                                            ▼               │               │
//                         claim, unsure ┌─► uncertain ───────┴───────────────┘
//                                       └────┘
//
//   succeeded  from verifying: seen, the proof is whole, and the request reached the operator before the end was seen
//   failed     from submitting and uncertain: refused; from submitted and verifying: seen, listed after the deadline;
//              from verifying and uncertain: seen, the proof is whole, and nobody vouches for the request;
//              from all but awaiting_funds: list_gone, cap_passed, end
//   cancelled  from awaiting_funds and held: cancel, listing_ended; from awaiting_funds: list_gone, cap_passed, end
//   held       from submitting, submitted, uncertain and verifying: put_back
//   uncertain  from held and submitting, also: forgotten
//
// Words at the arrows are events (job_event); a lease that is lost shows with the next claim, tick or answer.
//
// The fee is earned only when a program's record or a person's word says that the request reached the operator before
// an answer said that the listing is gone. What went by itself is proved as well, and credited.
//
// Success is proved by DNS alone: so many clean answers, each spaced beyond the last one's TTL (RFC 2308 section 5),
// then a hold window without a break. `unknown` proves nothing and stops the clocks; a listed answer starts the proof
// anew. After the deadline's worth of looking, a listed answer ends the job; after the hard cap everything does.
#pragma once
#include <billing/transfer.hpp>
#include <boost/system/result.hpp>
#include <listing/listing.hpp>
#include <string>
#include <variant>
#include <vector>

#include "delisting/job.hpp"
#include "delisting/policy.hpp"

namespace offlist {

namespace job_event {

/// The account's funds cover the fee: hold it.
struct funded {};
/// By the customer or staff, while nothing was sent.
struct cancel {
    std::string reason;
};
/// The listing ended by itself before anything was sent.
struct listing_ended {};
/// Somebody takes the job on: in `held` to send the request, in `uncertain` to find out whether it was sent.
struct claim {
    std::string worker;
};
/// The operator was asked, says the worker with this fence.
struct sent {
    std::int64_t fence = 0;
    std::optional<std::chrono::sys_seconds> sent_at{};  ///< when, if not just now: from the hold of the fee on
    std::optional<std::chrono::sys_seconds> gone_at{};  ///< since when the monitor's answers say that it is not listed
};
/// The operator refused, or cannot be asked, says the worker with this fence.
struct refused {
    std::int64_t fence = 0;
    std::string reason;
};
/// Nothing has left for the operator, and nothing will, says the worker with this fence: somebody may try again.
struct not_sent {
    std::int64_t fence = 0;
};
/// The worker with this fence gives it up without knowing whether the operator was asked.
struct unsure {
    std::int64_t fence = 0;
};
/// DNS was asked. A clean answer, or an informational one, counts only from a list whose test entries answered rightly.
struct seen {
    observation what;
    bool list_healthy = false;
    std::optional<std::chrono::sys_seconds> gone_at{};  ///< as in `sent`: what the monitor knew before the submission
};
/// The list closed, or was taken out of the catalogue.
struct list_gone {
    std::string why;
};
/// Time has passed: leases.
struct tick {};
/// The hard cap has passed, says whoever made sure that neither clock nor configuration slipped for a moment.
struct cap_passed {};
/// Staff ends it, at whatever state: the operator refused late, a mail bounced. The fee goes back.
struct end {
    std::string reason;
};
/// The store was restored from a backup: nobody knows any more whether the operator was asked since then.
struct forgotten {};
/// Staff knows that nothing reached the operator, whatever was said before: somebody may begin anew.
struct put_back {};

}  // namespace job_event

using any_job_event =
    std::variant<job_event::funded, job_event::cancel, job_event::listing_ended, job_event::claim, job_event::sent,
                 job_event::refused, job_event::not_sent, job_event::unsure, job_event::seen, job_event::list_gone,
                 job_event::tick, job_event::cap_passed, job_event::end, job_event::put_back, job_event::forgotten>;

/// What somebody has to do by hand.
enum class staff_task_kind : std::uint8_t {
    submit,    ///< ask the operator, then say so
    find_out,  ///< somebody took the job on and never said whether the request was sent: look before sending again
    conflict,  ///< no job: an account has shown that it holds a subject that another one has
};
[[nodiscard]] std::string_view to_string(staff_task_kind k);
[[nodiscard]] std::optional<staff_task_kind> parse_staff_task_kind(std::string_view text);

struct job_step {
    job next;
    bool changed = false;                 ///< anything at all
    std::vector<transfer> transfers;      ///< to be written with it
    std::vector<std::string> notices;     ///< delisting.submitted, delisting.succeeded …
    std::optional<staff_task_kind> task;  ///< a new one, in place of any open one
};

/// Why an event does not apply.
enum class job_refusal : std::uint8_t {
    wrong_state,  ///< such as a cancellation after the request was sent
    claimed,      ///< somebody else's lease lasts
    stale,        ///< the worker's lease ran out, or another one has followed: it may not write
};
struct refused_event {
    job_refusal kind = job_refusal::wrong_state;
    std::string why;  ///< in plain words
};

[[noreturn]] void throw_exception_from_error(const refused_event& r, const boost::source_location& where);

/// The job after `what`, which happens at `at`.
[[nodiscard]] boost::system::result<job_step, refused_event> next(const job& now, const any_job_event& what,
                                                                  std::chrono::sys_seconds at,
                                                                  const delisting_policy& policy);

/// Whether what an order that still waits for its funds rests on (price, preconditions) must be looked at again first.
[[nodiscard]] bool quote_is_old(const job& j, std::chrono::sys_seconds at, const delisting_policy& policy);

/// Whether the hard cap of a job that has not ended has passed at `at`.
[[nodiscard]] bool past_cap(const job& j, std::chrono::sys_seconds at, const delisting_policy& policy);

}  // namespace offlist
