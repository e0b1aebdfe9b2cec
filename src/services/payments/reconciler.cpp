#include "services/payments/reconciler.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <store/money/payment_table.hpp>
#include <utility>

#include "services/payments/payment_service.hpp"

namespace offlist::services {
namespace {

using namespace std::chrono_literals;

constexpr auto reconciled_every = 24h;
constexpr auto after_failure = 1h;
// So much at once: a list of years is told in parts, each with its report, and what was seen is not asked for again.
constexpr std::chrono::days most_at_once{7};
constexpr std::chrono::days money_may_change{8};     // coins that come late
constexpr std::chrono::days claims_may_change{180};  // a dispute that was lost may still be won
// What is younger may have its webhook on the way, so that it differs is nothing to tell of.
constexpr auto webhooks_take = 2h;

// From when on the gateway is to be read now; none: its day has not come. What a restored store does not know cannot
// wait for a day.
std::optional<std::chrono::sys_seconds> due_from(soci::session& s, const std::string& gateway,
                                                 std::chrono::sys_seconds now)
{
    if (const auto at_once = store::to_read_back(s, gateway)) return at_once;
    const auto from = store::reconciled_until(s, gateway, now);
    return from && now - *from < reconciled_every ? std::nullopt : from;
}

std::string came_text(const store::recorded_report& done, currency in)
{
    return to_string(money{done.credited, in}) + " came that no webhook told of";
}

std::string taken_text(const store::recorded_report& done, currency in)
{
    if (done.taken > 0)
        return "refunds and disputes took " + to_string(money{done.taken, in}) + " that no webhook told of";
    return "refunds and disputes gave back " + to_string(money{-done.taken, in}) + " that no webhook told of";
}

std::string suspense_text(const store::recorded_report& done, currency in)
{
    return "refunds and disputes took " + to_string(money{done.suspense_gave, in}) + " and want " +
           to_string(money{done.suspense_wanted, in}) +
           " of money that is nobody's: suspense gives it, also where staff has moved that money to an account";
}

}  // namespace

boost::asio::awaitable<std::string> reconciler::run()
{
    std::string trouble;
    for (const auto& with : payments_.gateways()) {
        const std::string name(with->name());
        const auto now = time_.now_seconds();
        if (const auto wait = not_before_.find(name); wait != not_before_.end() && now < wait->second) continue;
        const std::string why = co_await catch_up(*with);
        if (why.empty())
            not_before_.erase(name);
        else
            not_before_[name] = now + after_failure;
        if (!why.empty()) trouble += (trouble.empty() ? "" : "; ") + name + " could not be reconciled: " + why;
    }
    co_return trouble;
}

boost::asio::awaitable<std::string> reconciler::catch_up(payment_gateway& with)
{
    auto look = [name = std::string(with.name()), now = time_.now_seconds()](soci::session& s) {
        return parsed<std::optional<std::chrono::sys_seconds>>(boost::system::in_place_value, due_from(s, name, now));
    };
    const auto due = co_await db_.read(std::move(look));
    if (!due) co_return due.error().what;
    if (!*due) co_return std::string();
    for (std::chrono::sys_seconds from = **due;;) {
        const auto now = time_.now_seconds();
        // what would be left for less than a day comes with it
        const bool last = now - from < most_at_once + reconciled_every;
        const auto until = last ? now : from + most_at_once;
        std::string why = co_await reconcile(with, from, until, last);
        if (!why.empty() || last) co_return why;
        from = until;
    }
}

boost::asio::awaitable<std::string> reconciler::reconcile(payment_gateway& with, std::chrono::sys_seconds from,
                                                          std::chrono::sys_seconds until, bool last)
{
    round r{.with = with, .began = time_.now_seconds(), .last = last, .is = {}};
    r.is.gateway = with.name();
    r.is.from = from;
    r.is.until = until;
    std::optional<std::chrono::sys_seconds> end;
    if (!last) end = until;
    auto told = co_await with.news(from, end);
    if (!told) {
        observer_.gateway_failed(with.name(), told.error());
        co_return told.error().what;
    }
    r.answered = told->listed;
    // Before the money: what is wanted back must not be spent first.
    std::ranges::sort(told->to_ask);
    told->to_ask.erase(std::unique(told->to_ask.begin(), told->to_ask.end()), told->to_ask.end());
    for (std::string& id : told->to_ask) {
        if (r.trouble.empty()) co_await ask(r, std::move(id), {});
    }
    for (payment_report& p : told->payments) {
        if (r.trouble.empty()) co_await take_from_list(r, std::move(p));
    }
    for (unreadable_payment& u : told->unreadable)
        r.differences.push_back({.mended = false,
                                 .payment = {},
                                 .external_id = std::move(u.external_id),
                                 .what = "it cannot be read: " + u.what});
    if (r.trouble.empty()) co_await ask_own(r, told->listed);
    co_return co_await conclude(std::move(r));
}

boost::asio::awaitable<std::string> reconciler::conclude(round r)
{
    const std::string name = r.is.gateway;
    // Who is refused everything has the wrong key, and nothing was held against the books.
    if (r.trouble.empty() && !r.answered && !r.refused.empty()) r.trouble = r.refused.front().what;
    if (r.answered) std::ranges::move(r.refused, std::back_inserter(r.differences));
    const bool to_the_end = r.trouble.empty();
    if (!to_the_end) {
        // What is mended, or in suspense, no later one finds again: it is told now. The next one begins where this one
        // did; what stays unexplained until then is told once.
        r.is.until = r.is.from;
        std::erase_if(r.differences, [&told = told_[name]](const store::difference& d) {
            return !d.mended && !told.insert(d.external_id + ' ' + d.what).second;
        });
    }
    r.is.seen = static_cast<std::int64_t>(r.seen.size());
    const auto mended = std::ranges::count(r.differences, true, &store::difference::mended);
    const auto unexplained = std::ssize(r.differences) - mended;
    if (to_the_end || !r.differences.empty()) {
        auto keep = [is = r.is, differences = std::move(r.differences)](soci::session& s) -> parsed<std::int64_t> {
            return store::add_reconciliation(s, is, differences);
        };
        const auto kept = co_await db_.write(std::move(keep));
        if (!kept) co_return r.trouble.empty() ? kept.error().what : r.trouble;
        observer_.reconciled(name, mended, unexplained, to_the_end);
    }
    if (to_the_end) told_.erase(name);
    co_return std::move(r.trouble);
}

// What a list tells has no claims; so it is believed where it says nothing new, and is asked about where it does.
boost::asio::awaitable<void> reconciler::take_from_list(round& r, payment_report said)
{
    if (r.seen.contains(said.external_id)) co_return;  // for its claims, and since the list was made
    auto look = [gateway = r.is.gateway, said](soci::session& s) -> parsed<store::known_payment> {
        return store::payment_table::known(s, gateway, said);
    };
    auto known = co_await db_.read(std::move(look));
    if (!known) {
        r.trouble = known.error().what;
        co_return;
    }
    if (!known->all_received) {
        std::string id = said.external_id;
        co_await ask(r, std::move(id), "a list tells of its money, and the gateway does not know it when it is asked");
        co_return;
    }
    r.seen.insert(said.external_id);
    store::recorded_report as_before;
    as_before.now = std::move(known->now);
    co_await compare(r, std::move(said), std::move(as_before));
}

// Those with money that a list has not told of, or that there is no list of; and those whose claims may still change.
boost::asio::awaitable<void> reconciler::ask_own(round& r, bool listed)
{
    auto look = [gateway = r.is.gateway, made = listed ? r.is.from : r.is.from - money_may_change,
                 before = r.last ? r.began + 1s : r.is.until,
                 claimed = r.began - claims_may_change](soci::session& s) -> parsed<store::payments_to_ask> {
        return store::own_payments(s, gateway, made, before, claimed);
    };
    auto own = co_await db_.read(std::move(look));
    if (!own) {
        r.trouble = own.error().what;
        co_return;
    }
    const char* const unknown = "the books have money of it, and the gateway does not know it";
    for (std::string& id : own->with_money)
        if (!r.seen.contains(id) && r.trouble.empty()) co_await ask(r, std::move(id), unknown);
    if (!r.last) co_return;  // once is enough
    for (std::string& id : own->with_claims)
        if (!r.asked.contains(id) && r.trouble.empty()) co_await ask(r, std::move(id), unknown);
    // Not known any more: it was another shop's, and was written down before that was looked at.
    for (std::string& id : own->strays)
        if (!r.asked.contains(id) && r.trouble.empty()) co_await ask(r, std::move(id), {});
}

boost::asio::awaitable<void> reconciler::ask(round& r, std::string id, std::string if_unknown)
{
    const std::string asked = id;
    r.asked.insert(asked);
    auto said = co_await r.with.read(std::move(id), {});
    if (said) {
        r.answered = true;
        r.asked.insert(said->external_id);
        const auto unread = said->unread;
        const std::string external_id = said->external_id;
        co_await hold_against(r, std::move(*said));
        if (!unread) co_return;
        if (silent(*unread)) {
            r.trouble = unread->what;
            co_return;
        }
        r.differences.push_back({.mended = false,
                                 .payment = {},
                                 .external_id = external_id,
                                 .what = "its claims cannot be read: " + unread->what});
        co_return;
    }
    const gateway_failure& why = said.error();
    if (why.why == gateway_fault::not_there) {
        if (if_unknown.empty()) co_return;  // something else is sold through the same account
        r.differences.push_back({.mended = false, .payment = {}, .external_id = asked, .what = std::move(if_unknown)});
        co_return;
    }
    observer_.gateway_failed(r.with.name(), why);
    if (silent(why)) {
        r.trouble = why.what;
        co_return;
    }
    // One that cannot be read keeps none of the others out of the books.
    auto& to = why.why == gateway_fault::refused ? r.refused : r.differences;
    to.push_back({.mended = false, .payment = {}, .external_id = asked, .what = "it cannot be read: " + why.what});
}

boost::asio::awaitable<void> reconciler::hold_against(round& r, payment_report said)
{
    r.seen.insert(said.external_id);
    payment_report copy = said;
    auto done = co_await payments_.record(r.is.gateway, std::move(copy), "reconciliation");
    if (!done) {
        r.trouble = "the database cannot be written";
        co_return;
    }
    co_await compare(r, std::move(said), std::move(*done));
}

boost::asio::awaitable<void> reconciler::compare(round& r, payment_report said, store::recorded_report done)
{
    const std::optional<payment>& p = done.now;
    const auto note = [&](bool mended, std::string what) {
        store::difference d{.mended = mended, .external_id = said.external_id, .what = std::move(what)};
        if (p) d.payment = p->id;
        // a payment may be looked at twice, in the list and for its claims
        const auto same = [&d](const store::difference& o) {
            return o.external_id == d.external_id && o.what == d.what;
        };
        if (!mended && std::ranges::any_of(r.differences, same)) return;
        r.differences.push_back(std::move(d));
    };
    const currency in = p ? p->amount.in : said.paid.in;
    const bool young = p && p->created_at > r.began - webhooks_take;
    if (done.to_suspense)
        note(false, to_string(money{done.credited, said.paid.in}) + " came for no payment of ours, and is in suspense");
    else if (done.credited > 0 && !young)
        note(true, came_text(done, in));
    if (done.suspense_gave > 0 || done.suspense_wanted > 0)
        note(false, suspense_text(done, said.paid.in));
    else if (done.taken != 0 && !young)
        note(true, taken_text(done, in));
    if (!p) co_return;
    if (said.state != payment_state::pending && said.paid.cents < p->received &&
        (said.paid.cents == 0 || said.paid.in == in))
        note(false, "the gateway says that " + to_string(money{said.paid.cents, in}) + " came, and the books have " +
                        to_string(money{p->received, in}));
    if (said.claims.empty()) co_return;
    auto look = [id = p->id](soci::session& s) -> parsed<std::optional<store::payment_detail>> {
        return store::payment_table::detail(s, id);
    };
    const auto now = co_await db_.read(std::move(look));
    if (!now || !*now) co_return;
    for (const claim& c : (*now)->claims) {
        const auto there = std::ranges::find(said.claims, c.external_id, &claim_report::id);
        if (there == said.claims.end() || rank(there->state) >= rank(c.state)) continue;
        note(false, "the " + std::string(to_string(c.kind)) + " " + c.external_id + " is " +
                        std::string(to_string(there->state)) + " at the gateway, and was " +
                        std::string(to_string(c.state)) + " before");
    }
}

}  // namespace offlist::services
