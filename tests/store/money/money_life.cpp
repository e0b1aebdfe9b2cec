#include "store/money/money_life.hpp"

#include <algorithm>
#include <functional>
#include <store/accounts/account_table.hpp>
#include <store/delistings/delisting_rows.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/delistings/removal_tasks.hpp>
#include <store/engine/sql.hpp>
#include <store/money/claim_table.hpp>
#include <store/money/ledger_rows.hpp>
#include <store/money/ledger_table.hpp>

#include "delisting/make_job.hpp"
#include "store/live_jobs.hpp"

namespace offlist::store {
namespace {

using namespace std::chrono_literals;

const problem power_cut{.what = "a power cut"};

std::int64_t cents_of(soci::session& s, const std::string& ledger_account)
{
    return sql::only<std::int64_t>(s, "SELECT cents FROM ledger_balance WHERE account = :account", {ledger_account})
        .value_or(0);
}

}  // namespace

money_life::money_life(std::string url, std::uint64_t seed)
    : url_(std::move(url)), random_(seed), db_(database::open({.url = url_, .readers = 1}).value()), now_(day_one)
{
    for (int i = 0; i < 3; ++i)
        accounts_.push_back(write([&](soci::session& s) {
                                return account_table::create(s, "Example " + std::to_string(i), "post@example.org",
                                                             {.who = {}, .reason = {}, .at = now_})
                                    .id;
                            }).value());
}

money_life::~money_life() = default;

// With aborting_ set the work is done and then undone, as by a crash before the commit: none.
template <class Work>
std::optional<std::invoke_result_t<Work&, soci::session&>> money_life::write(Work work)
{
    using result = std::invoke_result_t<Work&, soci::session&>;
    const bool abort = std::exchange(aborting_, false);
    auto done = db_->write_now([&](soci::session& s) -> parsed<result> {
        result r = work(s);
        if (abort) return power_cut;
        return r;
    });
    return done ? std::optional<result>(std::move(*done)) : std::nullopt;
}

std::int64_t money_life::below(std::int64_t bound)
{
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
}

std::int64_t money_life::some_account()
{
    return accounts_.at(static_cast<std::size_t>(below(static_cast<std::int64_t>(accounts_.size()))));
}

std::vector<job> money_life::jobs(const std::string& rest)
{
    return db_->read_now([&](soci::session& s) -> parsed<std::vector<job>> { return select_jobs(s, rest, {}); })
        .value();
}

void money_life::expect(bool holds, const std::string& what)
{
    if (!holds && wrong_.size() < 20) wrong_.push_back(what);
}

std::string money_life::pay()
{
    const bool again = !receipts_.empty() && chance(25);
    const std::string id = again ? *std::next(receipts_.begin(), below(static_cast<std::int64_t>(receipts_.size())))
                                 : "pi_" + std::to_string(receipts_.size());
    const std::int64_t account = chance(8) ? 0 : some_account();
    const receipt r{.gateway = "stripe",
                    .external_id = id,
                    .account = account,
                    .amount = {1 + below(12'000), usd},
                    .surcharge = chance(50) ? below(500) : 0,
                    .at = now_};
    const auto outcome = write([&](soci::session& s) { return receive_payment(s, r, policy_); });
    if (!outcome) return {};
    expect((*outcome == receipt_outcome::already_known) == again, "payment " + id + " entered twice, or not at all");
    if (again) return "payment told twice";
    receipts_.insert(id);
    if (account != 0) came_in_[account] += r.amount.cents;
    return "payment";
}

bool money_life::repeated(std::int64_t id) const
{
    return std::any_of(before_.begin(), before_.end(), [id](const auto& known) {
        return known.second.again_of == id && known.second.state != job_state::cancelled;
    });
}

std::string money_life::order()
{
    delisting_order o{.account = some_account(),
                      .subject = "192.0.2." + std::to_string(below(8)),
                      .blocklist = chance(50) ? "one" : "two",
                      .fee = delisting_fee,
                      .method = chance(50) ? removal_method::email : removal_method::portal,
                      .url = "delist@lists.example",
                      .deadline = 10 * 24h,
                      .at = now_};
    for (const auto& [id, j] : before_)
        if (j.account == o.account && j.subject == o.subject && j.blocklist == o.blocklist && j.again_of == 0 &&
            j.state == job_state::succeeded && !repeated(id))
            o.again_of = id;
    const bool live = std::any_of(before_.begin(), before_.end(), [&o](const auto& known) {
        return known.second.subject == o.subject && known.second.blocklist == o.blocklist &&
               !is_last(known.second.state);
    });
    const auto placed = write([&](soci::session& s) { return place_order(s, o, policy_); });
    if (!placed) return {};
    expect(placed->accepted == !live, "two live jobs for " + o.subject + ", or none where one was possible");
    if (!placed->accepted) return "order refused";
    if (o.again_of != 0) {
        expect(placed->what.state == job_state::held, "an order that is free waits for funds");
        return "order that is free";
    }
    return placed->what.state == job_state::held ? "order" : "order that waits for funds";
}

std::string money_life::cancel()
{
    const auto open = jobs("WHERE ended_at IS NULL ORDER BY id");
    if (open.empty()) return {};
    const job& j = open.at(static_cast<std::size_t>(below(static_cast<std::int64_t>(open.size()))));
    const auto done =
        write([&](soci::session& s) { return apply(s, j.id, job_event::cancel{}, now_, policy_, "ann"); });
    if (!done) return {};
    const bool may = j.state == job_state::held || j.state == job_state::awaiting_funds;
    expect((*done)->refused.has_value() == !may, "a job that is " + std::string(to_string(j.state)) + " and a cancel");
    return may ? "cancel" : "cancel refused";
}

std::string money_life::adjust()
{
    const bool again = !adjusted_.empty() && chance(25);
    const std::string key = again ? adjusted_.begin()->first : "k" + std::to_string(adjusted_.size());
    const std::int64_t account = accounts_.front();
    const std::int64_t cents = again ? adjusted_.begin()->second : below(8000) - 4000;
    if (cents == 0) return {};
    const auto done = write([&](soci::session& s) {
        return adjust_funds(s, {account, {cents, usd}, "a reason", key, now_}, policy_).value();
    });
    if (!done) return {};
    if (again) return "adjustment given twice";
    if (!*done) return "adjustment beyond the funds";
    adjusted_[key] = cents;
    came_in_[account] += cents;
    return "adjustment";
}

// A dispute or a refund of some payment, or what becomes of an earlier one: each only goes on, as gateways' do.
std::string money_life::dispute()
{
    wish w = wishes_.empty() || chance(40)
                 ? wish{.account = some_account(),
                        .what = {.id = "dp_" + std::to_string(now_.time_since_epoch().count()) + '_' +
                                       std::to_string(below(1 << 30)),
                                 .kind = chance(30) ? claim_kind::refund : claim_kind::dispute,
                                 .amount = {1 + below(9000), usd}}}
                 : wishes_.at(static_cast<std::size_t>(below(static_cast<std::int64_t>(wishes_.size()))));
    const bool turns = w.what.state == claim_state::taken && chance(50);  // what is rare, often enough for short lives
    const auto to = turns ? claim_state::returned : static_cast<claim_state>(below(4));
    if (rank(to) < rank(w.what.state)) return {};
    w.what.state = to;
    const claim_place where{
        .gateway = "stripe", .external_payment = "pi_of_" + w.what.id, .payment = {}, .account = w.account};
    const claimed_payment on{.account = w.account, .gateway = "stripe", .in = usd, .received = w.what.amount.cents};
    const auto done = write([&](soci::session& s) {
        const auto reports = std::span(&w.what, 1);
        const auto wrote =
            write_claims(s, where, settle(on, claims_of(s, where, reports), reports, now_).changed, now_);
        if (wrote.thawed) (void)start_waiting(s, w.account, usd, now_, policy_);
        return wrote;
    });
    if (!done) return {};
    came_in_[w.account] -= done->taken;
    const auto known = std::ranges::find(wishes_, w.what.id, [](const wish& one) { return one.what.id; });
    const bool fresh = known == wishes_.end();
    if (fresh)
        wishes_.push_back(w);
    else
        *known = w;
    if (done->taken > 0) disputed_.insert(w.account);
    return done->taken > 0   ? "dispute lost"
           : done->taken < 0 ? "dispute won after it was lost"
                             : "dispute that moves nothing";
}

std::string money_life::claim_one()
{
    const auto open =
        db_->read_now([](soci::session& s) -> parsed<std::vector<staff_task>> { return open_tasks(s, 0, 100); })
            .value();
    if (open.empty()) return {};
    const staff_task& t = open.at(static_cast<std::size_t>(below(static_cast<std::int64_t>(open.size()))));
    claim c{.task = t.id, .delisting = t.delisting, .worker = chance(50) ? "ann" : "bob"};
    c.by_program = t.kind == staff_task_kind::submit && chance(60);
    if (c.by_program) c.worker = "offlist:" + std::to_string(below(1 << 20));
    delisting_policy policy = policy_;
    if (c.by_program) policy.claim_timeout = 600s;
    const auto done = write([&](soci::session& s) {
        return c.by_program ? begin_removal(s, c.task, c.worker, "{}", now_, policy)
                            : claim_task(s, c.task, c.worker, now_, policy);
    });
    if (!done) return {};
    if (!*done && c.by_program) return "nothing that a program may begin";
    if (done->value().refused) return "claim refused";
    c.fence = (*done)->now.fence.value();
    for (const claim& earlier : claims_)
        expect(earlier.delisting != c.delisting || earlier.fence < c.fence, "a fence was given twice");
    claims_.push_back(c);
    return "claim";
}

std::int64_t money_life::changes()
{
    auto count = [](soci::session& s) -> parsed<std::int64_t> {
        return sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM delisting_change").value();
    };
    return db_->read_now(count).value();
}

std::string money_life::end_one()
{
    if (claims_.empty()) return {};
    // mostly a fresh one, and now and then one of long ago
    const auto count = static_cast<std::int64_t>(claims_.size());
    const claim c = claims_.at(
        static_cast<std::size_t>(chance(70) ? count - 1 - below(std::min<std::int64_t>(count, 3)) : below(count)));
    const std::int64_t before = changes();
    const auto done = write([&](soci::session& s) {
        if (c.by_program)
            return end_removal(s, c.task, c.worker, c.fence,
                               {.what = static_cast<removal_end>(below(5)), .note = "a note", .content = "{}"}, now_,
                               policy_);
        const auto asked = chance(20) ? std::optional(now_ - std::chrono::seconds(below(3600))) : std::nullopt;
        return complete_task(s, c.task, c.worker, chance(70) ? task_outcome::submitted : task_outcome::rejected,
                             "a note", now_, policy_, asked);
    });
    if (!done) return {};
    const job& then = before_.at(c.delisting);
    // a person is known by name, and may have claimed the task again; a program by its fence
    const bool same = c.by_program ? then.lease.fence == c.fence : then.lease.worker == c.worker;
    const bool his = same && !then.lease.worker.empty() && now_ < then.lease.until;
    const bool took = !(*done)->refused;
    expect(!took || his, "a worker wrote whose lease had run out");
    expect(took || before == changes(), "a refused worker left something behind");
    return took ? "outcome" : "stale outcome refused";
}

std::string money_life::answer()
{
    const auto open =
        db_->read_now([](soci::session& s) -> parsed<std::vector<job>> { return jobs_asked_about(s); }).value();
    if (open.empty()) return {};
    const job& j = open.at(static_cast<std::size_t>(below(static_cast<std::int64_t>(open.size()))));
    constexpr verdict all[] = {verdict::clean,  verdict::clean,   verdict::clean,        verdict::clean,
                               verdict::listed, verdict::unknown, verdict::informational};
    const job_event::seen e{
        {all[below(7)], now_ - std::chrono::seconds(chance(10) ? 5000 : 0), std::chrono::seconds(below(3600)), 0},
        !chance(10)};
    const auto done = write([&](soci::session& s) { return apply(s, j.id, e, now_, policy_, "dns"); });
    return done ? "answer" : "";
}

std::string money_life::pass_time()
{
    constexpr std::chrono::seconds spans[] = {1s, 60s, 600s, 1800s, 3600s, 9 * 3600s, 24 * 3600s, 5 * 24 * 3600s};
    now_ += spans[below(chance(80) ? 6 : 8)];
    if (chance(5)) now_ -= std::chrono::hours(below(48));  // a calendar that is put right
    const auto woken = write([&](soci::session& s) { return let_time_pass(s, now_, policy_); });
    return woken && *woken > 0 ? "a lease or a cap ran out" : "time";
}

std::string money_life::lose_a_list()
{
    const auto open = jobs("WHERE ended_at IS NULL ORDER BY id LIMIT 1");
    if (open.empty()) return {};
    const auto done = write([&](soci::session& s) {
        return apply(s, open[0].id, job_event::list_gone{"it closed"}, now_, policy_, "catalogue");
    });
    return done ? "list gone" : "";
}

std::string money_life::end_a_listing()
{
    const auto open = jobs("WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1");
    if (open.empty()) return {};
    const auto done = write(
        [&](soci::session& s) { return apply(s, open[0].id, job_event::listing_ended{}, now_, policy_, "monitor"); });
    return done ? "listing ended" : "";
}

std::string money_life::correct()
{
    const auto open = jobs("WHERE ended_at IS NULL ORDER BY id");
    if (open.empty()) return {};
    const job& j = open.at(static_cast<std::size_t>(below(static_cast<std::int64_t>(open.size()))));
    const bool ends = chance(20);
    const any_job_event e = ends ? any_job_event{job_event::end{"it bounced"}} : any_job_event{job_event::put_back{}};
    const auto done = write([&](soci::session& s) { return apply(s, j.id, e, now_, policy_, "ann"); });
    if (!done) return {};
    const bool begun = holds_fee(j.state) && j.state != job_state::held;
    expect((*done)->refused.has_value() == !(ends || begun), "a correction of " + std::string(to_string(j.state)));
    if ((*done)->refused) return "correction refused";
    return ends ? "ended by staff" : "put back";
}

// Between two transactions: everything that is not in the store is lost.
std::string money_life::crash()
{
    db_.reset();
    db_ = database::open({.url = url_, .readers = 1}).value();
    return "restart";
}

void money_life::step()
{
    aborting_ = chance(8);
    const bool aborts = aborting_;
    using event = std::string (money_life::*)();
    constexpr std::pair<int, event> events[] = {
        {12, &money_life::pay},     {18, &money_life::order},      {5, &money_life::cancel},
        {5, &money_life::adjust},   {4, &money_life::dispute},     {15, &money_life::claim_one},
        {15, &money_life::end_one}, {12, &money_life::answer},     {9, &money_life::pass_time},
        {2, &money_life::correct},  {1, &money_life::lose_a_list}, {1, &money_life::end_a_listing},
        {1, &money_life::crash}};
    std::int64_t at = below(100);
    for (const auto& [weight, what] : events) {
        if (at < weight) {
            const std::string name = (this->*what)();
            ++done_[name.empty() ? (aborts ? "power cut" : "nothing to do") : name];
            break;
        }
        at -= weight;
    }
    aborting_ = false;
    check();
}

void money_life::check()
{
    check_balances();
    check_jobs();
    check_notices();
}

void money_life::check_balances()
{
    std::map<std::string, std::int64_t> kept;
    (void)db_->read_now([&](soci::session& s) -> parsed<bool> {
        for_each_transfer(s, "WHERE id > :newest ORDER BY id", {newest_transfer_},
                          [this](const parsed<transfer>& t, std::int64_t id) {
                              expect(t.has_value(), "transfer " + std::to_string(id) + " cannot be read");
                              if (t) replay_.add(*t);
                              newest_transfer_ = id;
                          });
        sql::for_each<std::string, std::int64_t>(s, "SELECT account, cents FROM ledger_balance", {},
                                                 [&kept](auto account, auto cents) {
                                                     if (cents != 0) kept[account] = cents;
                                                 });
        expect(sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM receipt").value() ==
                   static_cast<std::int64_t>(receipts_.size()),
               "receipts are not what was paid");
        return true;
    });
    std::map<std::string, std::int64_t> replayed;
    std::int64_t trial = 0;
    for (const balance& b : replay_.balances()) {
        replayed[b.account] = b.amount.cents;
        trial += b.amount.cents;
    }
    expect(trial == 0, "debits do not equal credits");
    expect(kept == replayed, "kept balances are not what their transfers add up to");
}

void money_life::check_jobs()
{
    std::map<std::int64_t, std::int64_t> bound;  // cents by account: held, or earned
    std::set<std::pair<std::string, std::string>> live;
    std::map<std::int64_t, job> all;
    for (job& j : jobs("ORDER BY id")) {
        const std::string name = "delisting " + std::to_string(j.id) + " (" + std::string(to_string(j.state)) + ")";
        if (holds_fee(j.state) || j.state == job_state::succeeded) bound[j.account] += j.fee.cents;
        expect(is_last(j.state) || live.emplace(j.subject, j.blocklist).second,
               name + ": two live jobs for one subject");
        expect(j.ended_at.has_value() == is_last(j.state), name + ": its end");
        expect(j.state != job_state::succeeded ||
                   (j.submitted_at && j.proof.gone_at && *j.submitted_at < *j.proof.gone_at),
               name + ": earned, and nobody vouches that the operator was asked before");
        if (const auto then = before_.find(j.id); then != before_.end()) {
            expect(!is_last(then->second.state) || then->second == j, name + " changed after its end");
            expect(j.lease.fence >= then->second.lease.fence, name + ": its fence fell");
        }
        all.emplace(j.id, std::move(j));
    }
    expect(all.size() >= before_.size(), "a job is gone");
    before_ = std::move(all);
    (void)db_->read_now([&](soci::session& s) -> parsed<bool> {
        for (const std::int64_t account : accounts_) {
            const std::int64_t funds = cents_of(s, to_string(funds_of(account)));
            expect(funds == came_in_[account] - bound[account], "account " + std::to_string(account) + " has " +
                                                                    std::to_string(funds) + " cents, and should have " +
                                                                    std::to_string(came_in_[account] - bound[account]));
            expect(funds >= 0 || disputed_.contains(account), "funds below zero without a dispute");
        }
        for (const auto& [id, j] : before_)
            expect(cents_of(s, to_string(held_for(id))) == (holds_fee(j.state) ? j.fee.cents : 0),
                   "delisting " + std::to_string(id) + " does not hold what its state says");
        return true;
    });
}

// What a job has come to has been told, once, and its history ends where it stands.
void money_life::check_notices()
{
    (void)db_->read_now([&](soci::session& s) -> parsed<bool> {
        std::map<std::pair<std::int64_t, std::string>, std::int64_t> told;
        sql::for_each<std::string, std::string, std::int64_t>(
            s, "SELECT object, kind, COUNT(*) FROM outbox GROUP BY object, kind", {},
            [&told](auto object, auto kind, auto count) {
                told[{std::stoll(object.substr(4)), kind}] = count;
            });
        std::map<std::int64_t, std::string> ends;
        sql::for_each<std::int64_t, std::string>(s, "SELECT delisting, to_state FROM delisting_change ORDER BY id", {},
                                                 [&ends](auto id, auto to) { ends[id] = to; });
        std::map<std::int64_t, std::int64_t> open;
        sql::for_each<std::int64_t, std::int64_t>(
            s, "SELECT delisting, COUNT(*) FROM staff_task WHERE state <> 'done' GROUP BY delisting", {},
            [&open](auto id, auto count) { open[id] = count; });
        for (const auto& [id, j] : before_) {
            const std::string name = "delisting " + std::to_string(id);
            const std::string state(to_string(j.state));
            expect(ends[id] == state, name + ": its history ends at " + ends[id] + ", and it is " + state);
            if (is_last(j.state) || j.state == job_state::held)
                expect(told[{id, "delisting." + state}] == 1, name + ": " + state + " was not told once");
            // again when staff had put it back
            if (j.state == job_state::submitted)
                expect(told[{id, "delisting." + state}] >= 1, name + ": " + state + " was not told");
            const bool has_work =
                j.state == job_state::held || j.state == job_state::submitting || j.state == job_state::uncertain;
            expect(open[id] == (has_work ? 1 : 0),
                   name + ", " + state + ", has " + std::to_string(open[id]) + " tasks");
        }
        return true;
    });
}

void money_life::finish()
{
    const auto report = ledger_table(*db_).verify().value();
    for (const std::string& what : report.wrong) expect(false, what);
}

}  // namespace offlist::store
