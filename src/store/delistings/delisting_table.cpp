#include "store/delistings/delisting_table.hpp"

#include <boost/assert.hpp>

#include "store/delistings/delisting_rows.hpp"
#include "store/delistings/staff_tasks.hpp"
#include "store/engine/sql.hpp"
#include "store/money/document_table.hpp"
#include "store/money/ledger_rows.hpp"
#include "store/notices/outbox.hpp"
#include "store/restore/lives.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

// Not while a restored store waits for staff, nor while the books are known to be wrong: start_all_waiting() follows.
bool orders_may_start(soci::session& s)
{
    return !current_life(s).held() && ledger_table::balanced_before(s);
}

void add_change(soci::session& s, std::int64_t id, std::string_view from, const job& to, sys_seconds at,
                const std::string& actor, const std::string& note)
{
    sql::run(s,
             "INSERT INTO delisting_change (delisting, at, from_state, to_state, actor, note) "
             "VALUES (:delisting, :at, :from, :to, :actor, :note)",
             {id, at, from, to_string(to.state), actor, note});
}

// Everything that a step brings with it, but the job's own row.
void write_around(soci::session& s, const job& from, const job_step& step, sys_seconds at, const std::string& actor,
                  const std::string& note)
{
    const job& now = step.next;
    if (from.state != now.state)
        add_change(s, now.id, to_string(from.state), now, at, actor, note.empty() ? now.reason : note);
    for (const std::string& kind : step.notices) tell_of_delisting(s, kind, now, at);
    const auto first = from.state == job_state::awaiting_funds ? first_task::yes : first_task::no;
    if (step.task) open_task(s, now.id, *step.task, first, at);
    if (is_last(now.state) || now.state == job_state::verifying) close_task(s, now.id, at);
    if (now.state == job_state::succeeded || now.state == job_state::failed) (void)number_report(s, now, at);
}

// False: the funds do not cover the fee; nothing was written.
bool write_step(soci::session& s, const job& from, const job_step& step, sys_seconds at, const std::string& actor,
                const std::string& note)
{
    for (const transfer& t : step.transfers) {
        if (ledger_table::post(s, t)) continue;
        BOOST_ASSERT_MSG(t.code == transfer_code::hold, "a job settles what it holds");
        return false;
    }
    update_job(s, step.next);
    write_around(s, from, step, at, actor, note);
    return true;
}

// Since when the answers of the monitor say that the listing is gone, unless a later one says that it is not.
std::optional<sys_seconds> gone_since(soci::session& s, std::int64_t listing)
{
    if (listing == 0) return std::nullopt;
    const auto found = sql::only<std::optional<sys_seconds>>(
        s,
        "SELECT MIN(at) FROM listing_change WHERE listing = :listing AND what IN ('clearing', 'closed', "
        "'reclassified') AND id > (SELECT COALESCE(MAX(id), 0) FROM listing_change WHERE listing = :same AND "
        "what IN ('suspected', 'opened', 'recurred'))",
        {listing, listing});
    return found.value_or(std::nullopt);
}

// What the monitor knew of the listing belongs to the events that tell when the request reached the operator.
any_job_event completed(soci::session& s, const job& now, const any_job_event& e)
{
    if (const auto* sent = std::get_if<job_event::sent>(&e)) {
        job_event::sent all = *sent;
        all.gone_at = gone_since(s, now.listing);
        return all;
    }
    const auto* seen = std::get_if<job_event::seen>(&e);
    if (seen == nullptr || now.state != job_state::submitted || seen->what.what == verdict::listed) return e;
    job_event::seen all = *seen;
    all.gone_at = gone_since(s, now.listing);
    return all;
}

// False: the funds do not cover its fee.
bool start(soci::session& s, const job& waiting, sys_seconds at, const delisting_policy& policy)
{
    const auto step = next(waiting, job_event::funded{}, at, policy);
    BOOST_ASSERT(step);
    if (!write_step(s, waiting, *step, at, "payment", {})) return false;
    // It waited when the backup was made, and may have been paid and sent after it: a program would ask a second time.
    if (ordered_before_restore(s, waiting.id))
        (void)apply(s, waiting.id, job_event::forgotten{}, at, policy, "restore",
                    "ordered before the store was restored from a backup: it may have been sent since then");
    return true;
}

// Whoever waits already comes first.
bool others_wait(soci::session& s, std::int64_t account, currency in)
{
    const auto one = sql::only<int>(
        s,
        "SELECT 1 FROM delisting WHERE account = :account AND state = 'awaiting_funds' AND currency = :currency "
        "LIMIT 1",
        {account, in.view()});
    return one.has_value();
}

}  // namespace

placed_order place_order(soci::session& s, const delisting_order& order, const delisting_policy& policy)
{
    job j;
    j.account = order.account;
    j.subject = order.subject;
    j.blocklist = order.blocklist;
    j.listing = order.listing;
    j.fee = order.again_of == 0 ? order.fee : money{0, order.fee.in};
    j.again_of = order.again_of;
    j.terms = order.terms;
    j.method = order.method;
    j.url = order.url;
    j.deadline = order.deadline;
    j.created_at = order.at;
    const bool is_free = j.fee.cents == 0;  // waits for nobody's money
    const bool behind_others = !is_free && others_wait(s, order.account, order.fee.in);
    // Written as held at once, since most orders are: one row less to change.
    job as_held = j;
    as_held.state = job_state::held;
    as_held.held_at = order.at;
    if (!insert_job(s, as_held, order.fee.cents)) {
        auto live = find_live_job(s, order.subject, order.blocklist);
        BOOST_ASSERT(live.has_value());
        return {.accepted = false, .what = std::move(*live)};
    }
    j.id = as_held.id;
    const auto step = next(j, job_event::funded{}, order.at, policy);
    BOOST_ASSERT(step && step->transfers.size() == (is_free ? 0U : 1U));
    if (is_free || (!behind_others && ledger_table::post(s, step->transfers.front()))) {
        write_around(s, j, *step, order.at, order.actor, is_free ? "ordered, once more for free" : "ordered");
        return {.accepted = true, .what = step->next};
    }
    update_job(s, j);
    add_change(s, j.id, "", j, order.at, order.actor, "ordered");
    tell_of_delisting(s, "delisting.awaiting_funds", j, order.at);
    return {.accepted = true, .what = j};
}

std::optional<job> find_job(soci::session& s, std::int64_t id)
{
    auto found = select_jobs(s, "WHERE id = :id", {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::int64_t find_repeatable(soci::session& s, std::int64_t listing, const delisting_policy& policy)
{
    if (policy.again_within.count() == 0) return 0;
    return sql::only<std::int64_t>(
               s,
               "SELECT MAX(d.id) FROM listing l JOIN delisting d ON d.subject = l.subject AND d.blocklist = "
               "l.blocklist AND d.account = l.account WHERE l.id = :listing AND l.id <> d.listing AND d.state = "
               "'succeeded' AND d.again_of IS NULL AND l.first_seen_at >= d.ended_at AND l.first_seen_at <= "
               "d.ended_at + :within AND NOT EXISTS (SELECT 1 FROM delisting a WHERE a.again_of = d.id AND a.state <> "
               "'cancelled')",
               {listing, policy.again_within.count()})
        .value_or(0);
}

std::optional<job> find_live_job(soci::session& s, const std::string& subject, const std::string& blocklist)
{
    auto found = select_jobs(s, "WHERE subject = :subject AND blocklist = :blocklist AND ended_at IS NULL",
                             {subject, blocklist});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<applied_event> apply(soci::session& s, std::int64_t id, const any_job_event& e, sys_seconds at,
                                   const delisting_policy& policy, const std::string& actor, const std::string& note)
{
    const auto now = find_job(s, id);
    if (!now) return std::nullopt;
    const auto step = next(*now, completed(s, *now, e), at, policy);
    if (!step) return applied_event{.refused = step.error(), .now = *now, .started = {}};
    if (!step->changed) return applied_event{.refused = {}, .now = *now, .started = {}};
    if (!write_step(s, *now, *step, at, actor, note))
        return applied_event{.refused = refused_event{job_refusal::wrong_state, "the funds do not cover the fee"},
                             .now = *now,
                             .started = {}};
    applied_event done{.refused = {}, .now = step->next, .started = {}};
    // its fee came back, or it no longer stands before cheaper ones
    if (is_last(step->next.state) && step->next.state != job_state::succeeded)
        done.started = start_waiting(s, now->account, now->fee.in, at, policy);
    return done;
}

std::vector<job> old_orders(soci::session& s, sys_seconds at, const delisting_policy& policy)
{
    if (!orders_may_start(s)) return {};
    std::vector<job> first = select_jobs(s,
                                         "WHERE id IN (SELECT MIN(id) FROM delisting WHERE ended_at IS NULL AND state "
                                         "= 'awaiting_funds' GROUP BY account, currency) ORDER BY id",
                                         {});
    std::erase_if(first, [&](const job& j) {
        return !quote_is_old(j, at, policy) ||
               ledger_table::funds(s, j.account, j.fee.in).available().cents < j.fee.cents;
    });
    return first;
}

bool start_old_order(soci::session& s, const job& quoted_anew, sys_seconds at, const delisting_policy& policy)
{
    if (!orders_may_start(s)) return false;
    if (!start(s, quoted_anew, at, policy)) return false;
    (void)start_waiting(s, quoted_anew.account, quoted_anew.fee.in, at, policy);
    return true;
}

void keep_evidence(soci::session& s, std::int64_t delisting, const std::string& kind, const std::string& content,
                   sys_seconds at)
{
    sql::run(s,
             "INSERT INTO delisting_evidence (delisting, at, kind, content) VALUES (:delisting, :at, :kind, :content)",
             {delisting, at, kind, content});
}

std::vector<std::int64_t> start_waiting(soci::session& s, std::int64_t account, currency in, sys_seconds at,
                                        const delisting_policy& policy)
{
    std::vector<std::int64_t> started;
    if (!orders_may_start(s)) return started;
    for (const job& j : select_jobs(s,
                                    "WHERE account = :account AND currency = :currency AND ended_at IS NULL AND state "
                                    "= 'awaiting_funds' ORDER BY id",
                                    {account, in.view()})) {
        // the oldest first: neither a cheaper nor a newer one behind it overtakes
        if (quote_is_old(j, at, policy) || !start(s, j, at, policy)) break;
        started.push_back(j.id);
    }
    return started;
}

void start_all_waiting(soci::session& s, sys_seconds at, const delisting_policy& policy)
{
    const auto who = sql::rows<std::int64_t, std::string>(
        s,
        "SELECT DISTINCT account, currency FROM delisting WHERE ended_at IS NULL AND state = 'awaiting_funds' ORDER BY "
        "account, currency",
        {});
    for (const auto& [account, in] : who) (void)start_waiting(s, account, stored_currency(in), at, policy);
}

receipt_outcome receive_payment(soci::session& s, const receipt& r, const delisting_policy& policy)
{
    const auto outcome = ledger_table::receive(s, r);
    if (outcome == receipt_outcome::credited && r.account != 0)
        (void)start_waiting(s, r.account, r.amount.in, r.at, policy);
    return outcome;
}

parsed<bool> adjust_funds(soci::session& s, const adjustment& a, const delisting_policy& policy)
{
    auto done = ledger_table::adjust(s, a);
    if (done && *done) (void)start_waiting(s, a.account, a.amount.in, a.at, policy);
    return done;
}

}  // namespace offlist::store
