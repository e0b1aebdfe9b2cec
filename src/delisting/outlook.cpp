#include "delisting/outlook.hpp"

#include <algorithm>
#include <core/timestamp.hpp>

namespace offlist {
namespace {

using std::chrono::sys_seconds;

sys_seconds cap_of(const job& j, const delisting_policy& policy)
{
    return j.held_at.value_or(j.created_at) + policy.hard_cap;
}

std::string asked(const job& j)
{
    return j.submitted_at ? "The operator was asked at " + timestamp(*j.submitted_at)
                          : std::string("The operator was asked");
}

job_outlook while_verifying(const job& j, const delisting_policy& policy)
{
    const std::string fee = to_string(j.fee);
    const proof& p = j.proof;
    if (p.newest != verdict::clean) {
        const sys_seconds at = std::min(j.submitted_at.value_or(p.known_at) + j.deadline, cap_of(j, policy));
        return {asked(j) + " and the list still lists it; we go on looking until about " + timestamp(at) +
                    ", and if it is listed then " + fee + " goes back to your funds.",
                at};
    }
    const bool waits = p.clean_answers >= policy.clean_answers;
    const sys_seconds at =
        waits ? p.known_at + std::max(policy.hold_window - p.clean_for, std::chrono::seconds{0}) : p.count_from;
    const std::string then = vouched_for(j) ? fee + " is earned" : fee + " goes back to your funds";
    const std::string why = vouched_for(j) ? "" : ", since it was gone before the request reached the operator";
    return {asked(j) + " and the list no longer lists it; once " + std::to_string(policy.clean_answers) +
                " answers and " + (waits ? "the time until " + timestamp(at) : std::string("a time without relapse")) +
                " have proved that, " + then + why + ".",
            at};
}

job_outlook when_over(const job& j)
{
    const std::string fee = to_string(j.fee);
    const std::string at = j.ended_at ? " at " + timestamp(*j.ended_at) : std::string();
    if (j.state == job_state::succeeded) return {"It worked: " + j.reason + at + "; " + fee + " is earned.", {}};
    const std::string head = (j.state == job_state::failed ? "It did not work: " : "Cancelled: ") + j.reason + "; ";
    const std::string money =
        j.held_at ? fee + " went back to your funds" + at : "nothing was held and nothing is to be paid";
    return {head + money + ". A new quote tells what can be done now, and how to ask the operator yourself for free.",
            {}};
}

}  // namespace

job_outlook outlook_of(const job& j, std::int64_t to_pay, const delisting_policy& policy)
{
    const std::string fee = to_string(j.fee);
    const sys_seconds cap = cap_of(j, policy);
    const std::string or_back = "at the latest at " + timestamp(cap) + " " + fee + " goes back to your funds";
    switch (j.state) {
        case job_state::awaiting_funds:
            if (to_pay == 0)
                return {
                    "Ordered long ago, and its funds are there: price and preconditions are looked at once more, and "
                    "then we begin, or say why not; nothing is held.",
                    cap};
            return {"Ordered, and we begin when " + to_string(money{to_pay, j.fee.in}) +
                        " more is in your funds; nothing is held, and at " + timestamp(cap) +
                        " the order is cancelled.",
                    cap};
        case job_state::held:
            return {fee + " is held and the operator is to be asked next; if nothing can be proved, " + or_back + ".",
                    cap};
        case job_state::submitting:
            return {"The operator is being asked, until " + timestamp(j.lease.until) + " at most; " + fee +
                        " is held, and goes back to your funds if it does not work.",
                    j.lease.until};
        case job_state::submitted: {
            const sys_seconds at = std::min(j.submitted_at.value_or(cap) + j.deadline, cap);
            return {asked(j) + " and we look whether the list still lists it, until about " + timestamp(at) +
                        "; if it is listed then " + fee + " goes back to your funds.",
                    at};
        }
        case job_state::uncertain:
            return {
                "Nobody knows whether the request reached the operator, and our staff finds out; unless somebody "
                "vouches for it, " +
                    or_back + ".",
                cap};
        case job_state::verifying:
            return while_verifying(j, policy);
        case job_state::succeeded:
        case job_state::failed:
        case job_state::cancelled:
            break;
    }
    return when_over(j);
}

}  // namespace offlist
