#include "services/payments/reconciler.hpp"

#include <algorithm>
#include <optional>
#include <store/money/payment_table.hpp>
#include <utility>

#include "services/payments/payment_service.hpp"

namespace offlist::services {
namespace {

using namespace std::chrono_literals;

constexpr auto reconciled_every = 24h;
constexpr auto after_failure = 1h;
constexpr std::chrono::days first_looks_back{30};
constexpr std::chrono::days money_may_change{8};     // coins that come late
constexpr std::chrono::days claims_may_change{180};  // a dispute that was lost may still be won
// What is younger may have its webhook on the way, so that it differs is nothing to tell of.
constexpr auto webhooks_take = 2h;

// From when on the gateway is to be read now; none: its day has not come. What a restored store does not know cannot
// wait for a day.
std::optional<std::chrono::sys_seconds> due_from(soci::session& s, const std::string& gateway,
                                                 std::chrono::sys_seconds now, std::chrono::sys_seconds earliest)
{
    if (const auto at_once = store::to_read_back(s, gateway)) return at_once;
    const auto from = store::reconciled_until(s, gateway, earliest);
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

}  // namespace

boost::asio::awaitable<std::string> reconciler::run()
{
    std::string trouble;
    for (const auto& with : payments_.gateways()) {
        const std::string name(with->name());
        const auto now = time_.now_seconds();
        if (const auto wait = not_before_.find(name); wait != not_before_.end() && now < wait->second) continue;
        auto look = [name, now, earliest = now - first_looks_back](soci::session& s) {
            return parsed<std::optional<std::chrono::sys_seconds>>(boost::system::in_place_value,
                                                                   due_from(s, name, now, earliest));
        };
        const auto from = co_await db_.read(std::move(look));
        if (!from) co_return from.error().what;
        if (!*from) continue;
        const std::string why = co_await reconcile(*with, **from);
        if (why.empty())
            not_before_.erase(name);
        else
            not_before_[name] = now + after_failure;
        if (!why.empty()) trouble += (trouble.empty() ? "" : "; ") + name + " could not be reconciled: " + why;
    }
    co_return trouble;
}

boost::asio::awaitable<std::string> reconciler::reconcile(payment_gateway& with, std::chrono::sys_seconds from)
{
    round r{.with = with, .is = {}, .seen = {}, .differences = {}, .trouble = {}};
    r.is.gateway = with.name();
    r.is.from = from;
    r.is.until = time_.now_seconds();
    auto told = co_await with.news(from);
    if (!told) {
        observer_.gateway_failed(with.name(), told.error());
        co_return told.error().what;
    }
    for (payment_report& p : told->payments) {
        if (r.trouble.empty()) co_await hold_against(r, std::move(p));
    }
    std::ranges::sort(told->to_ask);
    told->to_ask.erase(std::unique(told->to_ask.begin(), told->to_ask.end()), told->to_ask.end());
    for (std::string& id : told->to_ask) {
        if (r.trouble.empty()) co_await ask(r, std::move(id), false);
    }
    if (r.trouble.empty()) co_await ask_own(r, told->listed);
    if (!r.trouble.empty()) co_return r.trouble;
    r.is.seen = static_cast<std::int64_t>(r.seen.size());
    auto keep = [is = r.is, differences = r.differences](soci::session& s) -> parsed<std::int64_t> {
        return store::add_reconciliation(s, is, differences);
    };
    const auto kept = co_await db_.write(std::move(keep));
    if (!kept) co_return kept.error().what;
    const auto mended = std::ranges::count(r.differences, true, &store::difference::mended);
    observer_.reconciled(with.name(), mended, std::ssize(r.differences) - mended);
    co_return std::string();
}

// Those with money that a list has not told of, or that there is no list of; and those whose claims may still change.
boost::asio::awaitable<void> reconciler::ask_own(round& r, bool listed)
{
    auto look = [gateway = r.is.gateway, made = listed ? r.is.from : r.is.from - money_may_change,
                 claimed = r.is.until - claims_may_change](soci::session& s) -> parsed<store::payments_to_ask> {
        return store::own_payments(s, gateway, made, claimed);
    };
    auto own = co_await db_.read(std::move(look));
    if (!own) {
        r.trouble = own.error().what;
        co_return;
    }
    for (auto* const some : {&own->with_money, &own->with_claims})
        for (std::string& id : *some) {
            const bool told = some == &own->with_money && r.seen.contains(id);
            if (!told && r.trouble.empty()) co_await ask(r, std::move(id), true);
        }
}

boost::asio::awaitable<void> reconciler::ask(round& r, std::string id, bool ours)
{
    const std::string asked = id;
    auto said = co_await r.with.read(std::move(id), {});
    if (said) {
        if (said->unread) r.trouble = said->unread->what;
        co_await hold_against(r, std::move(*said));
        co_return;
    }
    if (said.error().why != gateway_fault::not_there) {
        observer_.gateway_failed(r.with.name(), said.error());
        r.trouble = said.error().what;
        co_return;
    }
    if (!ours) co_return;  // something else is sold through the same account
    r.differences.push_back({.mended = false,
                             .payment = {},
                             .external_id = asked,
                             .what = "the books have money of it, and the gateway does not know it"});
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
    const bool young = p && p->created_at > r.is.until - webhooks_take;
    if (done.to_suspense)
        note(false, to_string(money{done.credited, said.paid.in}) + " came for no payment of ours, and is in suspense");
    else if (done.credited > 0 && !young)
        note(true, came_text(done, in));
    if (done.taken != 0 && !young) note(true, taken_text(done, in));
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
