#include "services/payments/payment_service.hpp"

#include <accounts/account.hpp>
#include <boost/assert.hpp>
#include <store/accounts/account_table.hpp>
#include <utility>

namespace offlist::services {
namespace {

constexpr int most_looks = 50;       // at once, one after the other: a slow gateway must not keep the next round away
constexpr int most_deliveries = 50;  // the same

std::string given_up_text(const std::string& gateway, const webhook_hint& h)
{
    return "the webhook " + h.delivery + " of " + gateway + " (" + h.kind + ", " +
           (h.dispute.empty() ? h.external_id : h.dispute) +
           ") could not be acted on for days and is given up: staff must look at the gateway's own pages";
}

bool same_wish(const payment& p, const payment_wish& w)
{
    return p.account == w.account && p.method == w.method && p.amount == w.amount;
}

opened_payment told(payment p)
{
    opened_payment done;
    done.what = p.state == payment_state::invalid ? opening::refused : opening::opened;
    done.why = p.reason;
    done.is = std::move(p);
    return done;
}

payment payment_of_wish(const payment_wish& w, std::string gateway, std::chrono::sys_seconds at)
{
    payment p;
    p.account = w.account;
    p.method = w.method;
    p.gateway = std::move(gateway);
    p.amount = w.amount;
    p.surcharge = w.surcharge;
    p.created_at = p.changed_at = p.expires_at = at;
    return p;
}

}  // namespace

payment_service::payment_service(store::database& db, const clock& time,
                                 std::vector<std::unique_ptr<payment_gateway>> gateways, payment_options options,
                                 payment_observer& observer)
    : db_(db), time_(time), gateways_(std::move(gateways)), options_(std::move(options)), observer_(observer)
{
}

std::vector<payment_method> payment_service::methods() const
{
    std::vector<payment_method> taken;
    for (int i = 0; i < payment_methods; ++i)
        if (const auto m = static_cast<payment_method>(i); gateway_for(m) != nullptr) taken.push_back(m);
    return taken;
}

payment_gateway* payment_service::gateway_for(payment_method m) const
{
    for (const auto& g : gateways_)
        if (g->takes(m)) return g.get();
    return nullptr;
}

payment_gateway* payment_service::gateway(std::string_view name) const
{
    for (const auto& g : gateways_)
        if (g->name() == name) return g.get();
    return nullptr;
}

boost::asio::awaitable<opened_payment> payment_service::open(payment_wish wish)
{
    payment_gateway* const with = gateway_for(wish.method);
    BOOST_ASSERT(with != nullptr);
    payment wanted = payment_of_wish(wish, std::string(with->name()), time_.now_seconds());
    auto job = [wanted = std::move(wanted), key = wish.key,
                schedule = options_.schedule](soci::session& s) -> parsed<std::optional<store::added_payment>> {
        return store::payment_table::add(s, wanted, key, schedule);
    };
    const auto added = co_await db_.write(std::move(job));
    opened_payment done;
    if (!added) {
        done.why = "the database cannot be written";
        co_return done;
    }
    if (!*added) {
        done.what = opening::no_account;
        co_return done;
    }
    if ((*added)->too_many) {
        done.what = opening::too_many;
        co_return done;
    }
    payment p = (*added)->is;
    if (!same_wish(p, wish)) {
        done.what = opening::differs;
        co_return done;
    }
    if (p.state != payment_state::created) co_return told(std::move(p));
    // One that was there before was tried before, and nobody knows how that ended.
    const bool again = !(*added)->fresh;
    co_return co_await finish(*with, std::move(p), again);
}

boost::asio::awaitable<opened_payment> payment_service::finish(payment_gateway& with, payment p, bool again)
{
    const std::int64_t id = p.id;
    const auto said = co_await with.create(std::move(p), again);
    opened_payment done;
    if (!said) {
        observer_.gateway_failed(with.name(), said.error());
        done.why = said.error().what;
        done.silent = silent(said.error());
        if (said.error().why != gateway_fault::refused && said.error().why != gateway_fault::not_there) co_return done;
        auto now = co_await give_up(id, payment_state::invalid, "the gateway refused it");
        if (!now) co_return done;
        opened_payment ended = told(std::move(*now));
        ended.why = done.why;
        co_return ended;
    }
    if (!co_await record(std::string(with.name()), *said, "customer")) {
        done.why = "the database cannot be written";
        co_return done;
    }
    auto job = [id](soci::session& s) -> parsed<std::optional<payment>> { return store::payment_table::find(s, id); };
    const auto now = co_await db_.read(std::move(job));
    if (!now || !*now) co_return done;
    done.what = opening::opened;
    done.is = **now;
    co_return done;
}

boost::asio::awaitable<std::optional<store::recorded_report>> payment_service::record(std::string gateway,
                                                                                      payment_report said,
                                                                                      std::string actor)
{
    const std::string external_id = said.external_id;
    if (said.unread) observer_.gateway_failed(gateway, *said.unread);
    auto job = [gateway, said = std::move(said), actor = std::move(actor), at = time_.now_seconds(),
                rules = store::payment_rules{options_.schedule, options_.delisting()}](
                   soci::session& s) -> parsed<store::recorded_report> {
        return store::payment_table::record(s, gateway, said, actor, at, rules);
    };
    const auto done = co_await db_.write(std::move(job));
    if (!done) co_return std::nullopt;
    if (done->to_suspense) observer_.money_unmatched(gateway, external_id, done->credited);
    if (done->suspense_gave > 0 || done->suspense_wanted > 0)
        observer_.suspense_claimed(gateway, external_id, done->suspense_gave, done->suspense_wanted);
    if (done->now && (done->now->state != done->before || done->credited > 0))
        observer_.payment_moved(*done->now, done->before, done->to_suspense ? 0 : done->credited, done->surcharge);
    co_return *done;
}

boost::asio::awaitable<std::optional<payment>> payment_service::give_up(std::int64_t id, payment_state to,
                                                                        std::string reason)
{
    auto job = [id, to, reason = std::move(reason), at = time_.now_seconds(),
                schedule = options_.schedule](soci::session& s) -> parsed<std::optional<store::moved_payment>> {
        return store::payment_table::give_up(s, id, to, reason, at, schedule);
    };
    const auto given = co_await db_.write(std::move(job));
    if (!given || !*given) co_return std::nullopt;
    const store::moved_payment& moved = **given;
    if (moved.now.state != moved.before) observer_.payment_moved(moved.now, moved.before, 0, 0);
    co_return moved.now;
}

boost::asio::awaitable<heard> payment_service::hear(payment_gateway& from, webhook_delivery d)
{
    const auto at = d.at;
    auto hint = from.verified(d);
    if (!hint) {
        observer_.webhook_refused(from.name(), hint.error());
        co_return heard::refused;
    }
    const std::string name(from.name());
    auto remember = [name, hint = *hint, at](soci::session& s) -> parsed<bool> {
        return store::remember_delivery(s, name, hint, at);
    };
    const auto fresh = co_await db_.write(std::move(remember));
    if (!fresh) co_return heard::failed;
    bool done = true;
    if (*fresh) done = co_await act_on(from, *hint) == asked::done;
    observer_.webhook_done(name, hint->kind, done);
    co_return done ? heard::done : heard::failed;
}

boost::asio::awaitable<payment_service::asked> payment_service::act_on(payment_gateway& from, webhook_hint hint)
{
    const std::string name(from.name());
    if (!hint.external_id.empty() || !hint.dispute.empty()) {
        const auto said = co_await from.read(hint.external_id, hint.dispute);
        if (!said) observer_.gateway_failed(name, said.error());
        if (!said && silent(said.error())) co_return asked::silent;
        // What the gateway does not know is nothing that we could act on, however often it is sent. What it will not
        // tell now, it may tell later: a key that lacks a right is mended.
        if (!said && said.error().why != gateway_fault::not_there) co_return asked::failed;
        if (said && !co_await record(name, *said, "webhook")) co_return asked::failed;
        if (said && said->unread) co_return silent(*said->unread) ? asked::silent : asked::failed;
    }
    auto job = [name, delivery = hint.delivery, at = time_.now_seconds()](soci::session& s) -> parsed<bool> {
        store::delivery_handled(s, name, delivery, at);
        return true;
    };
    const auto written = co_await db_.write(std::move(job));
    co_return written ? asked::done : asked::failed;
}

boost::asio::awaitable<bool> payment_service::has_left(std::int64_t account)
{
    auto look = [account](soci::session& s) -> parsed<bool> {
        const auto found = store::account_table::find(s, account);
        return !found || found->state != account_state::active;
    };
    const auto left = co_await db_.read(std::move(look));
    co_return left&&* left;
}

boost::asio::awaitable<gateway_answer> payment_service::ask_about(payment_gateway& with, const payment& p, bool left)
{
    if (left) co_return co_await with.close(p.external_id);
    co_return co_await with.read(p.external_id, {});
}

boost::asio::awaitable<payment_service::asked> payment_service::look_at(payment_gateway& with, payment p)
{
    const auto now = time_.now_seconds();
    const payment_policy policy = options_.schedule;
    asked came = asked::done;
    const bool open = p.state == payment_state::created || p.state == payment_state::pending;
    const bool left = open && co_await has_left(p.account);
    if (p.state == payment_state::created && left) {
        // if the gateway has made it after all, its customer was never told where to pay it
        (void)co_await give_up(p.id, payment_state::expired, "the account was terminated");
    } else if (p.state == payment_state::created) {
        if (now - p.created_at < policy.unanswered)
            came = (co_await finish(with, p, true)).silent ? asked::silent : asked::done;
        else
            (void)co_await give_up(p.id, payment_state::expired, "the gateway did not answer when it was created");
    } else if (!p.external_id.empty()) {  // empty: the gateway never made it, and there is nothing to ask about
        const auto said = co_await ask_about(with, p, left);
        if (!said) observer_.gateway_failed(p.gateway, said.error());
        if (!said && silent(said.error())) came = asked::silent;
        if (said) (void)co_await record(p.gateway, *said, "look");
        // to be looked at again soon, as record() has written; if it has not, it is due still
        if (said && said->unread) co_return silent(*said->unread) ? asked::silent : asked::done;
        const bool gone = !said && said.error().why == gateway_fault::not_there;
        // A gateway that knows nothing at all is misconfigured rather than forgetful: nothing is given up early.
        if (p.state == payment_state::pending && gone && now > p.expires_at)
            (void)co_await give_up(p.id, payment_state::invalid, "the gateway does not know it any more");
        if (p.state == payment_state::pending && said && now > p.expires_at + policy.late_window)
            (void)co_await give_up(p.id, payment_state::expired, "it was not paid in time");
    }
    co_await put_off(p.id);
    co_return came;
}

boost::asio::awaitable<void> payment_service::put_off(std::int64_t id)
{
    auto job = [id, at = time_.now_seconds(), policy = options_.schedule](soci::session& s) -> parsed<bool> {
        store::payment_table::looked(s, id, at, policy);
        return true;
    };
    (void)co_await db_.write(std::move(job));  // when it fails, it is due again in the next round
}

boost::asio::awaitable<void> payment_service::take_up(store::open_delivery d, silent_ones& silent)
{
    payment_gateway* const from = gateway(d.gateway);
    if (from != nullptr) {
        if (silent.contains(d.gateway)) co_return;  // not asked, so not given up either
        const asked came = co_await act_on(*from, d.hint);
        observer_.webhook_done(d.gateway, d.hint.kind, came == asked::done);
        if (came == asked::silent) silent.insert(d.gateway);
        if (came == asked::done) co_return;
    }
    if (!d.last) co_return;
    auto job = [gateway = d.gateway, delivery = d.hint.delivery](soci::session& s) -> parsed<bool> {
        store::delivery_given_up(s, gateway, delivery);
        return true;
    };
    const auto written = co_await db_.write(std::move(job));
    if (!written) co_return;  // it is due again
    gateway_failure lost{.why = gateway_fault::unavailable, .what = given_up_text(d.gateway, d.hint)};
    observer_.gateway_failed(d.gateway, lost);
}

boost::asio::awaitable<int> payment_service::take_up_deliveries(silent_ones& silent)
{
    auto take = [now = time_.now_seconds()](soci::session& s) -> parsed<std::vector<store::open_delivery>> {
        return store::take_open_deliveries(s, now, most_deliveries);
    };
    auto open = co_await db_.write(std::move(take));
    if (!open) co_return 0;
    for (store::open_delivery& d : *open) co_await take_up(std::move(d), silent);
    co_return static_cast<int>(open->size());
}

boost::asio::awaitable<int> payment_service::look_at_due(silent_ones& silent)
{
    auto find = [now = time_.now_seconds()](soci::session& s) -> parsed<std::vector<payment>> {
        return store::payment_table::due(s, now, most_looks);
    };
    auto due = co_await db_.read(std::move(find));
    if (!due) co_return 0;
    for (payment& p : *due) {
        const std::string name = p.gateway;
        payment_gateway* const with = gateway(name);
        // not configured any more, or silent
        if (with == nullptr || silent.contains(name))
            co_await put_off(p.id);
        else if (co_await look_at(*with, std::move(p)) == asked::silent)
            silent.insert(name);
    }
    co_return static_cast<int>(due->size());
}

boost::asio::awaitable<int> payment_service::look_after()
{
    if (gateways_.empty()) co_return 0;  // nothing that could be asked; and no write every round for nothing
    silent_ones silent;
    const int deliveries = co_await take_up_deliveries(silent);
    co_return deliveries + co_await look_at_due(silent);
}

boost::asio::awaitable<void> payment_service::keep_house()
{
    auto job = [now = time_.now_seconds()](soci::session& s) -> parsed<std::int64_t> {
        return store::purge_deliveries(s, now);
    };
    (void)co_await db_.write(std::move(job));  // when it fails, the next hour does
}

}  // namespace offlist::services
