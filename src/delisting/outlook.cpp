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

// What the money does, in the words of a job that is paid for, or of one that repeats a paid one.
struct money_words {
    explicit money_words(const job& j)
        : held(to_string(j.fee) + " is held"),
          back(to_string(j.fee) + " goes back to your funds"),
          went_back(to_string(j.fee) + " went back to your funds"),
          earned(to_string(j.fee) + " is earned")
    {
        if (j.again_of == 0) return;
        held = "Nothing is charged, since del_" + std::to_string(j.again_of) + " was paid for";
        back = went_back = earned = "nothing is to be paid, since del_" + std::to_string(j.again_of) + " was paid for";
    }
    std::string held;
    std::string back;
    std::string went_back;
    std::string earned;
};

std::string asked(const job& j)
{
    return j.submitted_at ? "The operator was asked at " + timestamp(*j.submitted_at)
                          : std::string("The operator was asked");
}

job_outlook while_verifying(const job& j, const delisting_policy& policy)
{
    const money_words told(j);
    const proof& p = j.proof;
    if (p.newest != verdict::clean) {
        const sys_seconds at = std::min(j.submitted_at.value_or(p.known_at) + j.deadline, cap_of(j, policy));
        return {asked(j) + " and the list still lists it; we go on looking until about " + timestamp(at) +
                    ", and if it is listed then " + told.back + ".",
                at};
    }
    const bool waits = p.clean_answers >= policy.clean_answers;
    const sys_seconds at =
        waits ? p.known_at + std::max(policy.hold_window - p.clean_for, std::chrono::seconds{0}) : p.count_from;
    const std::string then = vouched_for(j) ? told.earned : told.back;
    const std::string why = vouched_for(j) ? "" : ", since it was gone before the request reached the operator";
    return {asked(j) + " and the list no longer lists it; once " + std::to_string(policy.clean_answers) +
                " answers and " + (waits ? "the time until " + timestamp(at) : std::string("a time without relapse")) +
                " have proved that, " + then + why + ".",
            at};
}

std::string what_to_do_next(const job& j)
{
    std::string else_free = " A new quote tells what can be done now, and how to ask the operator yourself for free.";
    switch (j.ended_by) {
        case job_ending::refused:
            return " What the operator said must be mended first, if it can be." + else_free;
        case job_ending::still_listed:
            return " Look whether what caused the listing has stopped." + else_free;
        case job_ending::gone_first:
        case job_ending::not_vouched:
            return " Nothing is left to do unless it is listed again.";
        default:
            return else_free;
    }
}

job_outlook when_over(const job& j)
{
    const money_words told(j);
    const std::string at = j.ended_at ? " at " + timestamp(*j.ended_at) : std::string();
    if (j.state == job_state::succeeded) return {"It worked: " + j.reason + at + "; " + told.earned + ".", {}};
    const std::string head = (j.state == job_state::failed ? "It did not work: " : "Cancelled: ") + j.reason + "; ";
    const std::string then = j.held_at ? told.went_back + at : "nothing was held and nothing is to be paid";
    return {head + then + "." + what_to_do_next(j), {}};
}

std::string set_aside(const money& frozen)
{
    if (frozen.cents == 0) return {};
    return " " + to_string(frozen) + " is set aside while a payment of yours is disputed, and buys nothing until then.";
}

}  // namespace

job_outlook outlook_of(const job& j, const funds_outlook& funds, const delisting_policy& policy)
{
    const money_words told(j);
    const sys_seconds cap = cap_of(j, policy);
    const std::string or_back = "at the latest at " + timestamp(cap) + " " + told.back;
    switch (j.state) {
        case job_state::awaiting_funds:
            if (funds.to_pay == 0)
                return {
                    "Ordered long ago, and its funds are there: price and preconditions are looked at once more, and "
                    "then we begin, or say why not; nothing is held.",
                    cap};
            return {"Ordered, and we begin when " + to_string(money{funds.to_pay, j.fee.in}) +
                        " more is in your funds; nothing is held, and at " + timestamp(cap) +
                        " the order is cancelled." + set_aside({funds.frozen, j.fee.in}),
                    cap};
        case job_state::held:
            return {told.held + " and the operator is to be asked next; if nothing can be proved, " + or_back + ".",
                    cap};
        case job_state::submitting:
            return {"The operator is being asked, until " + timestamp(j.lease.until) +
                        " at most; if it does not work " + told.back + ".",
                    j.lease.until};
        case job_state::submitted: {
            const sys_seconds at = std::min(j.submitted_at.value_or(cap) + j.deadline, cap);
            return {asked(j) + " and we look whether the list still lists it, until about " + timestamp(at) +
                        "; if it is listed then " + told.back + ".",
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
