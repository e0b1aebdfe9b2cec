#include "services/accounts/prove_subject.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <core/task_group.hpp>
#include <exception>
#include <memory>
#include <store/accounts/subject_table.hpp>
#include <store/engine/database.hpp>
#include <utility>
#include <vector>

#include "services/accounts/control_record.hpp"

namespace offlist::services {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

constexpr std::chrono::seconds soonest_look = 1min;
constexpr std::chrono::seconds latest_look = 6h;
// At once: one whose servers are silent holds nobody else up.
constexpr int due_at_once = 64;
constexpr std::chrono::milliseconds longest_round = 10min;

proved_subject proved(soci::session& s, std::int64_t id, store::proving what, std::string detail)
{
    return {.what = what, .shown = true, .detail = std::move(detail), .now = store::subject_table::find(s, id)};
}

store::actor prover(sys_seconds at)
{
    store::actor by;
    by.who.role = role::admin;
    by.who.name = "proof of control";
    by.reason = "DNS shows it";
    by.at = at;
    return by;
}

asio::awaitable<parsed<proved_subject>> proved_as_found(store::database& db, store::subject_to_prove about,
                                                        control_finding found, std::uint64_t capacity, store::actor by)
{
    if (!found.shown) {
        auto wait = [id = about.what.id, at = next_look(about.what.created_at, by.at)](
                        soci::session& s) -> parsed<std::optional<owned_subject>> {
            store::look_again(s, id, at);
            return store::subject_table::find(s, id);
        };
        auto now = co_await db.write(std::move(wait));
        if (!now) co_return now.error();
        co_return proved_subject{
            .what = store::proving::gone, .shown = false, .detail = std::move(found.detail), .now = std::move(*now)};
    }
    auto work = [id = about.what.id, created = about.what.created_at, detail = std::move(found.detail), capacity,
                 by = std::move(by)](soci::session& s) -> parsed<proved_subject> {
        const auto what = store::prove(s, id, control_proof::dns, capacity, by);
        store::look_again(s, id, next_look(created, by.at));  // where it is still pending
        return proved(s, id, what, detail);
    };
    co_return co_await db.write(std::move(work));
}

// Shared by the looks of a round, which may outlast it when it is cut off.
struct round_result {
    std::size_t active = 0;
    std::optional<problem> trouble;
};

asio::awaitable<void> prove_one(store::database& db, resolver& dns, store::subject_to_prove about, proof_rules rules,
                                std::shared_ptr<round_result> result)
{
    control_finding found = co_await look_for_control(dns, about);
    const auto done =
        co_await proved_as_found(db, std::move(about), std::move(found), rules.capacity, prover(rules.now));
    if (!done)
        result->trouble = done.error();
    else if (done->shown && done->what == store::proving::active)
        ++result->active;
}

}  // namespace

parsed<proved_subject> accept_subject::operator()(soci::session& s) const
{
    const auto what = store::prove(s, id, control_proof::staff, capacity, by);
    return proved(s, id, what, {});
}

asio::awaitable<parsed<proved_subject>> prove_by_dns(store::database& db, resolver& dns, std::int64_t id,
                                                     std::uint64_t capacity, store::actor by)
{
    auto look = [id](soci::session& s) -> parsed<std::optional<store::subject_to_prove>> {
        return store::subject_to_prove_of(s, id);
    };
    auto about = co_await db.read(std::move(look));
    if (!about) co_return about.error();
    if (!*about) co_return proved_subject{};
    control_finding found = co_await look_for_control(dns, **about);
    co_return co_await proved_as_found(db, std::move(**about), std::move(found), capacity, std::move(by));
}

asio::awaitable<parsed<std::size_t>> prove_what_is_due(store::database& db, resolver& dns, proof_rules rules)
{
    auto forget = [rules](soci::session& s) -> parsed<std::int64_t> {
        return store::forget_unproved(s, rules.now - rules.within, rules.now);
    };
    auto look = [now = rules.now](soci::session& s) -> parsed<std::vector<store::subject_to_prove>> {
        return store::subjects_to_prove(s, now, due_at_once);
    };
    auto due = co_await db.read(std::move(look));
    if (!due) co_return due.error();
    const auto result = std::make_shared<round_result>();
    task_group looks(co_await asio::this_coro::executor);
    for (store::subject_to_prove& about : *due)
        looks.spawn(prove_one(db, dns, std::move(about), rules, result), [result](const std::exception_ptr& failed) {
            if (failed) result->trouble = problem{.what = "a look at DNS was cut off"};
        });
    (void)co_await looks.join(longest_round);
    if (result->trouble) co_return *result->trouble;
    const auto gone = co_await db.write(std::move(forget));
    if (!gone) co_return gone.error();
    co_return result->active;
}

sys_seconds next_look(sys_seconds created, sys_seconds now)
{
    return now + std::clamp((now - created) / 8, soonest_look, latest_look);
}

}  // namespace offlist::services
