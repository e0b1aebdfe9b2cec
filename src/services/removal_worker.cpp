#include "services/removal_worker.hpp"

#include <algorithm>
#include <core/failpoint.hpp>
#include <core/quoted.hpp>
#include <utility>

#include "services/removal_evidence.hpp"

namespace offlist::services {
namespace {

using store::removal_end;
using store::removal_result;

constexpr int at_once = 100;  // tasks that are read in one go

std::string_view word_of(removal_end what)
{
    switch (what) {
        case removal_end::asked:
            return "asked";
        case removal_end::refused:
            return "refused";
        case removal_end::unknown:
            return "unknown";
        case removal_end::not_sent:
        case removal_end::given_up:
            break;
    }
    return "not_sent";
}

removal_result ended_by(removal_end what, const std::string& note)
{
    return {.what = what, .note = note, .content = outcome_json(word_of(what), note)};
}

}  // namespace

removal_worker::removal_worker(store::database& db, outbound::mail_sender* mail, outbound::http_sender* web,
                               const clock& time, removal_worker_options options, removal_worker_ports ports)
    : db_(db), mail_(mail), web_(web), time_(time), options_(std::move(options)), ports_(std::move(ports))
{
}

boost::asio::awaitable<parsed<int>> removal_worker::work()
{
    if (auto done = co_await record_all(); !done) co_return done.error();
    if (std::exchange(again_, false)) {
        after_ = 0;
        waiting_.clear();
    }
    int begun = 0;
    for (const auto now = time_.now_seconds(); !stopping_ && !waiting_.empty() && waiting_.begin()->first <= now;) {
        const auto when = waiting_.begin()->first;
        const std::int64_t task = waiting_.begin()->second;
        waiting_.erase(waiting_.begin());
        auto look = [task](soci::session& s) -> parsed<std::optional<store::open_removal>> {
            return store::find_open_removal(s, task);
        };
        auto found = co_await db_.read(std::move(look));
        if (!found) {  // not forgotten: the store may work again next time
            waiting_.emplace(when, task);
            co_return found.error();
        }
        if (!*found) continue;
        const auto done = co_await work_on(std::move(**found));
        if (!done) {
            waiting_.emplace(when, task);
            co_return done.error();
        }
        begun += *done;
    }
    for (;;) {
        auto look = [after = after_](soci::session& s) -> parsed<std::vector<store::open_removal>> {
            return store::open_removals(s, after, at_once);
        };
        auto found = co_await db_.read(std::move(look));
        if (!found) co_return found.error();
        if (found->empty()) co_return begun;
        for (auto& one : *found) {
            if (stopping_) co_return begun;
            const std::int64_t task = one.task;
            const auto done = co_await work_on(std::move(one));
            if (!done) co_return done.error();
            after_ = task;
            begun += *done;
        }
    }
}

// 1 when a request was begun.
boost::asio::awaitable<parsed<int>> removal_worker::work_on(store::open_removal one)
{
    const removal_request request = request_for(one);
    removal_plan plan = plan_of(request, {.mail = mail_ != nullptr, .web = web_ != nullptr});
    if (std::holds_alternative<hand_plan>(plan) || one.given_up || one.tries >= options_.most_tries) co_return 0;
    if (const auto when = due(one); when > time_.now_seconds()) {
        waiting_.emplace(when, one.task);
        co_return 0;
    }
    outbound::mail_message mail;
    if (const auto* by_mail = std::get_if<mail_plan>(&plan)) mail = mail_for(*by_mail, one);
    const auto begun = co_await begin(one.task, intent_json(plan, mail));
    if (!begun) co_return begun.error();
    if (!*begun) co_return 0;  // a colleague was faster
    failpoint("removal.after_intent");
    ended e{.of = **begun, .result = {}};
    e.of.reference = reference_of(one.what);
    e.result = co_await carry_out(std::move(plan), std::move(mail), e.of, one.tries);
    failpoint("removal.after_sending");
    if (e.result.what == removal_end::not_sent)
        waiting_.emplace(time_.now_seconds() + options_.first_wait * (1 << std::min(one.tries, 20)), one.task);
    unrecorded_.push_back(std::move(e));
    if (auto done = co_await record_all(); !done) co_return done.error();
    failpoint("removal.after_record");
    co_return 1;
}

boost::asio::awaitable<parsed<std::optional<removal_worker::claim>>> removal_worker::begin(std::int64_t task,
                                                                                           std::string intent)
{
    // measured before the claim begins, so that it is old here before it is in the store
    const auto began = time_.steady();
    delisting_policy policy = ports_.policy();
    policy.claim_timeout = options_.lease;
    auto claim_it = [task, worker = options_.name, intent = std::move(intent), at = time_.now_seconds(),
                     policy](soci::session& s) -> parsed<std::optional<store::worked_task>> {
        return store::begin_removal(s, task, worker, intent, at, policy);
    };
    auto claimed = co_await db_.write(std::move(claim_it));
    if (!claimed) co_return claimed.error();
    std::optional<claim> none;
    if (!*claimed || (*claimed)->refused) co_return none;
    co_return std::optional<claim>(claim{.task = task,
                                         .fence = (*claimed)->now.fence.value_or(0),
                                         .reference = {},
                                         .not_after = began + options_.lease / 2});
}

boost::asio::awaitable<parsed<void>> removal_worker::record_all()
{
    while (!unrecorded_.empty()) {
        auto write_it = [e = unrecorded_.front(), worker = options_.name, at = time_.now_seconds(),
                         policy = ports_.policy()](soci::session& s) -> parsed<std::optional<store::worked_task>> {
            return store::end_removal(s, e.of.task, worker, e.of.fence, e.result, at, policy);
        };
        auto written = co_await db_.write(std::move(write_it));
        if (!written) co_return written.error();
        const ended& e = unrecorded_.front();
        if (*written && (*written)->refused)
            ports_.warn(e.of.reference +
                        ": the claim on it ended before its outcome could be recorded, which was: " + e.result.note);
        else if (e.result.what == removal_end::given_up || e.result.what == removal_end::unknown)
            ports_.warn(e.of.reference + " is a task for staff now: " + e.result.note);
        unrecorded_.pop_front();
    }
    co_return parsed<void>();
}

boost::asio::awaitable<removal_result> removal_worker::carry_out(removal_plan plan, outbound::mail_message mail,
                                                                 claim c, int tries)
{
    if (time_.steady() >= c.not_after)
        co_return ended_by(removal_end::not_sent, "the claim had grown old before anything was sent");
    if (std::holds_alternative<mail_plan>(plan)) {
        const auto outcome = co_await mail_->send(std::move(mail), c.not_after);
        co_return result_of(outcome, tries);
    }
    auto form = std::get<form_plan>(std::move(plan));
    form.request.timeout =
        std::min(form.request.timeout, std::chrono::ceil<std::chrono::milliseconds>(c.not_after - time_.steady()));
    const auto answer = co_await web_->send(form.request);
    co_return result_of(answer, form, tries);
}

removal_result removal_worker::result_of(const outbound::mail_outcome& o, int tries) const
{
    switch (o.fate) {
        case outbound::mail_fate::accepted:
            return ended_by(removal_end::asked, "mailed; the mail server said: " + o.said);
        case outbound::mail_fate::not_sent: {
            const bool again = o.try_later && tries + 1 < options_.most_tries;
            return ended_by(again ? removal_end::not_sent : removal_end::given_up, "not mailed: " + o.said);
        }
        case outbound::mail_fate::unknown:
            return ended_by(removal_end::unknown, "mailed, perhaps: " + o.said);
    }
    return ended_by(removal_end::unknown, o.said);
}

removal_result removal_worker::result_of(const outbound::http_result& r, const form_plan& asked, int tries) const
{
    if (!r) {
        const outbound::transfer_failure& f = r.error();
        if (f.may_have_arrived) return ended_by(removal_end::unknown, "the form was sent, perhaps: " + f.what);
        const bool ours = f.why == outbound::failed_by::wrong_request || f.why == outbound::failed_by::refused_address;
        const bool again = !ours && tries + 1 < options_.most_tries;
        return ended_by(again ? removal_end::not_sent : removal_end::given_up, "the form was not sent: " + f.what);
    }
    const auto with_answer = [&r](removal_end what, const std::string& note) {
        return removal_result{.what = what, .note = note, .content = outcome_json(word_of(what), note, *r)};
    };
    switch (judge(*r, asked)) {
        case form_verdict::taken:
            return with_answer(removal_end::asked, "the operator's form took the request");
        case form_verdict::refused:
            return with_answer(removal_end::refused, "the operator refuses: " + offlist::quoted(asked.refused));
        case form_verdict::unclear:
            return with_answer(removal_end::unknown, "the form was answered with status " + std::to_string(r->status) +
                                                         " and in words that the list's definition does not know");
    }
    return with_answer(removal_end::unknown, "the form was answered");
}

removal_request removal_worker::request_for(const store::open_removal& one) const
{
    removal_request r{.what = one.what, .list = {}, .details = {}, .seen = one.seen, .contact = {}};
    const auto lists = ports_.lists();
    if (const blocklist* const known = lists->find(one.what.blocklist)) {
        r.list = *known;
    } else {
        r.list.id = one.what.blocklist;
        r.list.name = one.what.blocklist;
    }
    const auto details = ports_.details();
    if (const auto found = details->find(one.what.blocklist); found != details->end()) r.details = found->second;
    const std::string& contact = options_.reply_to.empty() ? options_.mail_from : options_.reply_to;
    if (const auto address = outbound::mail_address(contact)) r.contact = *address;
    return r;
}

outbound::mail_message removal_worker::mail_for(const mail_plan& plan, const store::open_removal& one) const
{
    const std::string from = outbound::mail_address(options_.mail_from).value();
    // The fence that this claim will get tells two tries of one job apart; the life, two jobs of one number: a store
    // that was restored gives numbers again that it gave after its backup.
    const std::string id = reference_of(one.what) + '.' + std::to_string(one.what.lease.fence + 1) +
                           (one.life.empty() ? "" : '.' + one.life) + from.substr(from.rfind('@'));
    return {.from = options_.mail_from,
            .to = plan.to,
            .reply_to = options_.reply_to,
            .subject = plan.subject,
            .text = plan.text,
            .message_id = id,
            .date = time_.now_seconds()};
}

std::chrono::sys_seconds removal_worker::due(const store::open_removal& one) const
{
    if (one.tries == 0) return {};
    return one.tried_at + options_.first_wait * (1 << std::min(one.tries - 1, 20));
}

}  // namespace offlist::services
