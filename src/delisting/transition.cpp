#include "delisting/transition.hpp"

#include <algorithm>
#include <billing/posting.hpp>
#include <billing/price_book.hpp>
#include <boost/assert.hpp>
#include <core/duration.hpp>
#include <core/timestamp.hpp>
#include <stdexcept>

namespace offlist {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using outcome = boost::system::result<job_step, refused_event>;

std::string words(seconds d)
{
    return to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d));
}

class stepping {
public:
    stepping(const job& now, sys_seconds at, const delisting_policy& policy) : at_(at), policy_(policy)
    {
        step_.next = now;
    }

    outcome operator()(const job_event::funded&)
    {
        if (now().state != job_state::awaiting_funds) return wrong_state("hold its fee");
        move_to(job_state::held);
        now().held_at = at_;
        if (now().fee.cents > 0) step_.transfers.push_back(hold(now().account, now().id, now().fee, at_));
        step_.notices.emplace_back("delisting.held");
        step_.task = staff_task_kind::submit;
        return done();
    }

    outcome operator()(const job_event::cancel& e)
    {
        if (now().state != job_state::awaiting_funds && now().state != job_state::held)
            return wrong_state("be cancelled: the operator was asked, or is being asked right now");
        end(job_state::cancelled, job_ending::called_off,
            e.reason.empty() ? "cancelled before anything was sent" : e.reason);
        return done();
    }

    outcome operator()(const job_event::listing_ended&)
    {
        if (now().state != job_state::awaiting_funds && now().state != job_state::held) return done();
        end(job_state::cancelled, job_ending::called_off, "the listing ended by itself before anything was sent");
        return done();
    }

    outcome operator()(const job_event::claim& e)
    {
        BOOST_ASSERT(!e.worker.empty());
        if (now().state != job_state::held && now().state != job_state::uncertain &&
            now().state != job_state::submitting)
            return wrong_state("be taken on");
        expire_lease();
        if (!now().lease.worker.empty())
            return refused_event{job_refusal::claimed, now().lease.worker + " has taken it on"};
        // the intent, before anything leaves
        if (now().state == job_state::held) move_to(job_state::submitting);
        now().lease = {e.worker, now().lease.fence + 1, at_ + policy_.claim_timeout};
        step_.changed = true;
        return done();
    }

    outcome operator()(const job_event::sent& e)
    {
        if (const auto no = not_the_worker(e.fence)) return *no;
        const sys_seconds sent_at = e.sent_at.value_or(at_);
        if (sent_at < now().held_at.value_or(now().created_at) || sent_at > at_)
            return refused_event{job_refusal::wrong_state,
                                 "the request can have reached the operator only between the order and now"};
        now().submitted_at = sent_at;
        now().lease.worker.clear();
        proof& p = now().proof;
        std::optional<sys_seconds> gone_at = e.gone_at;
        if (gone_at && p.newest == verdict::listed && p.known_at > *gone_at) gone_at.reset();  // listed again since
        if (p.clean_answers > 0) {  // found out to have been sent before: what DNS has proved meanwhile stays proved
            move_to(job_state::verifying);
            p.looked_for = seconds{0};
            if (gone_at && (!p.gone_at || *gone_at < *p.gone_at)) p.gone_at = gone_at;
        } else {
            move_to(job_state::submitted);
            p = {.newest = verdict::listed,
                 .running = true,
                 .known_at = sent_at,
                 .count_from = sent_at,
                 .clean_answers = 0,
                 .looked_for = seconds{0},
                 .clean_for = seconds{0},
                 .gone_at = gone_at};
        }
        step_.notices.emplace_back("delisting.submitted");
        return done();
    }

    outcome operator()(const job_event::refused& e)
    {
        if (const auto no = not_the_worker(e.fence)) return *no;
        end(job_state::failed, job_ending::refused, e.reason);
        return done();
    }

    outcome operator()(const job_event::not_sent& e)
    {
        if (const auto no = not_the_worker(e.fence)) return *no;
        if (now().state == job_state::uncertain)
            return wrong_state("be put back: another worker may have asked the operator");
        move_to(job_state::held);
        now().lease.worker.clear();
        step_.task = staff_task_kind::submit;
        return done();
    }

    outcome operator()(const job_event::unsure& e)
    {
        if (const auto no = not_the_worker(e.fence)) return *no;
        move_to(job_state::uncertain);
        now().lease.worker.clear();
        step_.task = staff_task_kind::find_out;
        return done();
    }

    outcome operator()(const job_event::forgotten&)
    {
        if (now().state != job_state::held && now().state != job_state::submitting) return done();
        move_to(job_state::uncertain);
        now().lease.worker.clear();
        step_.task = staff_task_kind::find_out;
        return done();
    }

    outcome operator()(const job_event::seen& e)
    {
        const bool looks = now().state == job_state::submitted || now().state == job_state::verifying ||
                           now().state == job_state::uncertain;
        if (!looks) return done();  // nothing was sent, so no answer says anything about the attempt
        look(e);
        if (!is_last(now().state)) expire_lease();
        return done();
    }

    outcome operator()(const job_event::list_gone& e)
    {
        if (is_last(now().state)) return done();
        const std::string why = "the blocklist can no longer be asked: " + e.why;
        end(now().state == job_state::awaiting_funds ? job_state::cancelled : job_state::failed, job_ending::list_gone,
            why);
        return done();
    }

    outcome operator()(const job_event::tick&)
    {
        expire_lease();
        return done();
    }

    outcome operator()(const job_event::cap_passed&)
    {
        if (is_last(now().state)) return done();
        expire_lease();
        if (now().state == job_state::awaiting_funds)
            end(job_state::cancelled, job_ending::hard_cap, "the fee was not paid within " + words(policy_.hard_cap));
        else
            end(job_state::failed, job_ending::hard_cap, what_was_missing() + " within " + words(policy_.hard_cap));
        return done();
    }

    outcome operator()(const job_event::end& e)
    {
        if (is_last(now().state)) return wrong_state("be ended: it has ended");
        end(now().state == job_state::awaiting_funds ? job_state::cancelled : job_state::failed, job_ending::by_staff,
            e.reason);
        return done();
    }

    outcome operator()(const job_event::put_back&)
    {
        if (is_last(now().state) || now().state == job_state::awaiting_funds || now().state == job_state::held)
            return wrong_state("be put back: nobody has begun it, or it has ended");
        move_to(job_state::held);
        now().lease.worker.clear();
        now().submitted_at.reset();
        now().proof = {};
        step_.task = staff_task_kind::submit;
        return done();
    }

private:
    job& now() { return step_.next; }
    outcome done() { return std::move(step_); }
    void move_to(job_state s)
    {
        now().state = s;
        step_.changed = true;
    }

    outcome wrong_state(const std::string& what)
    {
        return refused_event{job_refusal::wrong_state,
                             "a delisting that is " + std::string(to_string(now().state)) + " cannot " + what};
    }

    std::optional<refused_event> not_the_worker(std::int64_t fence)
    {
        const bool open = now().state == job_state::submitting || now().state == job_state::uncertain;
        if (open && now().lease.fence == fence && !now().lease.worker.empty() && at_ < now().lease.until)
            return std::nullopt;
        return refused_event{job_refusal::stale, "the claim on this delisting has ended; take it on again"};
    }

    void end(job_state last, job_ending how, std::string reason)
    {
        BOOST_ASSERT(is_last(last) && !is_last(now().state));
        const bool held = holds_fee(now().state);
        BOOST_ASSERT(held || last == job_state::cancelled);
        move_to(last);
        now().reason = std::move(reason);
        now().ended_by = how;
        now().ended_at = at_;
        now().lease.worker.clear();
        if (held && now().fee.cents > 0)
            step_.transfers.push_back(last == job_state::succeeded
                                          ? earned(now().account, now().id, delisting_product, now().fee, at_)
                                          : credit_back(now().account, now().id, now().fee, now().reason, at_));
        step_.notices.push_back("delisting." + std::string(to_string(last)));
        step_.task.reset();
    }

    // A lost lease tells nothing about what its worker did: the request may have left.
    void expire_lease()
    {
        if (is_last(now().state) || !lease_over(now(), at_)) return;
        now().lease.worker.clear();
        step_.changed = true;
        if (now().state == job_state::submitting) move_to(job_state::uncertain);
        step_.task = staff_task_kind::find_out;
    }

    // At the hard cap.
    std::string what_was_missing()
    {
        switch (now().state) {
            case job_state::submitted:
            case job_state::verifying:
                return "no proof that the listing is gone";
            case job_state::submitting:
            case job_state::uncertain:
                return "neither a sign that the request reached the operator nor proof that the listing is gone";
            default:
                return "the request could not be made";
        }
    }

    // One answer about the subject, while the request is or may be with the operator.
    void look(const job_event::seen& e)
    {
        proof& p = now().proof;
        const bool known = e.list_healthy && says_whether_listed(e.what.what);
        // what is only a policy or a reputation now is listed no more
        const verdict what = e.what.what == verdict::informational ? verdict::clean : e.what.what;
        if (known && what == verdict::clean) note_gone(e);
        // an answer older than the newest one, or than the request, is no news
        if (known && e.what.at < p.known_at) return;
        if (!known) {
            step_.changed = step_.changed || p.running;
            p.running = false;
            return;
        }
        step_.changed = true;
        const seconds gap = p.running ? std::min<seconds>(e.what.at - p.known_at, policy_.longest_gap()) : seconds{0};
        const bool still_clean = what == verdict::clean && p.newest == verdict::clean;
        p.looked_for += gap;
        if (still_clean && p.clean_answers >= policy_.clean_answers) p.clean_for += gap;
        p.known_at = e.what.at;
        p.newest = what;
        p.running = true;
        if (what == verdict::listed)
            look_listed();
        else
            look_clean(e.what);
    }

    // Behind a submission what was asked before it still counts for this, and what the monitor had seen: both may come
    // late.
    void note_gone(const job_event::seen& e)
    {
        proof& p = now().proof;
        const bool late = e.what.at < p.known_at;
        if (late && now().state != job_state::submitted) return;
        sys_seconds first = e.what.at;
        if (now().state == job_state::submitted && e.gone_at) first = std::min(first, *e.gone_at);
        if (p.gone_at && *p.gone_at <= first) return;
        p.gone_at = first;
        step_.changed = true;
    }

    void look_listed()
    {
        proof& p = now().proof;
        p.gone_at.reset();
        p.clean_answers = 0;
        p.clean_for = seconds{0};
        p.count_from = p.known_at;
        if (now().state == job_state::uncertain) return;  // listed says nothing about whether the request was sent
        if (now().state == job_state::submitted) move_to(job_state::verifying);
        if (p.looked_for >= now().deadline)
            end(job_state::failed, job_ending::still_listed, "still listed after " + words(now().deadline));
    }

    void look_clean(const observation& what)
    {
        proof& p = now().proof;
        if (what.at >= p.count_from) {
            ++p.clean_answers;
            p.count_from = what.at + std::max(policy_.spacing, what.ttl + seconds{1});
        }
        // In `uncertain` the proof goes on as well, but DNS does not know who asked: whoever finds out may still say
        // so.
        if (now().state == job_state::submitted) move_to(job_state::verifying);
        if (p.clean_answers >= policy_.clean_answers && p.clean_for >= policy_.hold_window) end_proved();
    }

    // That it is gone is proved; whether by us is another question.
    void end_proved()
    {
        const proof& p = now().proof;
        if (vouched_for(now()))
            return end(job_state::succeeded, job_ending::proved,
                       "no longer listed, proved by " + std::to_string(p.clean_answers) + " answers and " +
                           words(p.clean_for) + " without a relapse");
        if (now().submitted_at && p.gone_at)
            return end(job_state::failed, job_ending::gone_first,
                       "no longer listed, but that was seen at " + timestamp(*p.gone_at) +
                           ", before the request reached the operator");
        end(job_state::failed, job_ending::not_vouched,
            "no longer listed, but nobody vouches that the request reached the operator before");
    }

    sys_seconds at_;
    const delisting_policy& policy_;
    job_step step_;
};

}  // namespace

std::string_view to_string(staff_task_kind k)
{
    switch (k) {
        case staff_task_kind::submit:
            return "submit";
        case staff_task_kind::find_out:
            return "find_out";
        case staff_task_kind::conflict:
            break;
    }
    return "conflict";
}

std::optional<staff_task_kind> parse_staff_task_kind(std::string_view text)
{
    if (text == "submit") return staff_task_kind::submit;
    if (text == "find_out") return staff_task_kind::find_out;
    if (text == "conflict") return staff_task_kind::conflict;
    return std::nullopt;
}

void throw_exception_from_error(const refused_event& r, const boost::source_location&)
{
    throw std::logic_error(r.why);
}

outcome next(const job& now, const any_job_event& what, std::chrono::sys_seconds at, const delisting_policy& policy)
{
    return std::visit(stepping(now, at, policy), what);
}

bool quote_is_old(const job& j, sys_seconds at, const delisting_policy& policy)
{
    return j.state == job_state::awaiting_funds && at - j.created_at > policy.quote_valid;
}

bool past_cap(const job& j, std::chrono::sys_seconds at, const delisting_policy& policy)
{
    return !is_last(j.state) && at - j.held_at.value_or(j.created_at) >= policy.hard_cap;
}

}  // namespace offlist
