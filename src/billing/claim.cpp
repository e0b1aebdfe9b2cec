#include "billing/claim.hpp"

#include <algorithm>
#include <array>
#include <boost/assert.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include "billing/find_name.hpp"

namespace offlist {
namespace {

constexpr std::array<std::string_view, 2> claim_kind_names{"refund", "dispute"};
constexpr std::array<std::string_view, 4> claim_state_names{"open", "taken", "returned", "prevented"};

void merge(std::vector<claim>& known, const claim_report& said)
{
    const auto at = std::ranges::find(known, said.id, &claim::external_id);
    if (at == known.end()) {
        known.push_back({.external_id = said.id, .kind = said.kind, .state = said.state, .amount = said.amount});
        return;
    }
    if (rank(said.state) < rank(at->state)) return;  // an old report
    at->state = said.state;
    at->amount = said.amount;
}

// The surcharge in the first `cents` of what came. Of the sum and not of each claim, so that all of them together give
// exactly what there was.
std::int64_t surcharge_within(const claimed_payment& on, std::int64_t cents)
{
    if (on.surcharge == 0 || cents >= on.received) return on.surcharge;
    return static_cast<std::int64_t>(boost::multiprecision::int128_t(cents) * on.surcharge / on.received);
}

// What is left of a payment while one claim after the other takes from it.
class what_is_left {
public:
    explicit what_is_left(const claimed_payment& on) : on_(on), gone_(std::min(on.earlier, on.received)) {}

    struct share {
        std::int64_t cents = 0;
        std::int64_t surcharge = 0;
    };
    share take(const claim& c)
    {
        if (c.amount.in != on_.in) return {};
        const std::int64_t cents = std::clamp<std::int64_t>(c.amount.cents, 0, on_.received - gone_);
        const std::int64_t surcharge = surcharge_within(on_, gone_ + cents) - surcharge_within(on_, gone_);
        gone_ += cents;
        return {.cents = cents, .surcharge = surcharge};
    }

private:
    const claimed_payment& on_;
    std::int64_t gone_;
};

ledger_account other_side(claim_kind k)
{
    return {k == claim_kind::refund ? ledger_kind::refund : ledger_kind::chargeback, {}};
}

transfer movement(const claimed_payment& on, const claim& c, const ledger_account& ours, std::int64_t cents,
                  std::chrono::sys_seconds at)
{
    const bool back = cents < 0;
    const ledger_account theirs = other_side(c.kind);
    return {.debit = back ? theirs : ours,
            .credit = back ? ours : theirs,
            .amount = {back ? -cents : cents, on.in},
            .code = back                           ? transfer_code::claim_returned
                    : c.kind == claim_kind::refund ? transfer_code::refunded
                                                   : transfer_code::dispute_lost,
            .reference = claim_reference(on.gateway, c),
            .account = ours.kind == ledger_kind::funds ? on.account : 0,
            .at = at};
}

// From what it has moved so far to what it should have.
std::vector<transfer> movements(const claimed_payment& on, claim& c, const what_is_left::share& should,
                                std::chrono::sys_seconds at)
{
    const std::int64_t surcharge = should.surcharge - c.surcharge;
    const std::int64_t rest = should.cents - c.taken - surcharge;
    std::vector<transfer> moved;
    if (rest != 0) {
        const ledger_account ours = on.account == 0 ? ledger_account{ledger_kind::suspense, {}} : funds_of(on.account);
        moved.push_back(movement(on, c, ours, rest, at));
    }
    if (surcharge != 0) {
        moved.push_back(movement(on, c, {ledger_kind::surcharge, {}}, surcharge, at));
        moved.back().reference += ":surcharge";
    }
    c.taken = should.cents;
    c.surcharge = should.surcharge;
    if (!moved.empty()) ++c.moves;
    return moved;
}

}  // namespace

std::string_view to_string(claim_kind k)
{
    return claim_kind_names.at(static_cast<std::size_t>(k));
}

std::optional<claim_kind> parse_claim_kind(std::string_view text)
{
    return find_name<claim_kind>(claim_kind_names, text);
}

std::string_view to_string(claim_state s)
{
    return claim_state_names.at(static_cast<std::size_t>(s));
}

std::optional<claim_state> parse_claim_state(std::string_view text)
{
    return find_name<claim_state>(claim_state_names, text);
}

int rank(claim_state s)
{
    switch (s) {
        case claim_state::open:
            return 0;
        case claim_state::prevented:
            return 1;
        case claim_state::taken:
            return 2;
        default:
            return 3;
    }
}

std::string claim_reference(std::string_view gateway, const claim& c)
{
    std::string reference(to_string(c.kind));
    reference += ':' + std::string(gateway) + ':' + c.external_id;
    if (c.moves > 0) reference += '+' + std::to_string(c.moves);
    return reference;
}

claims_step settle(const claimed_payment& on, std::vector<claim> known, std::span<const claim_report> said,
                   std::chrono::sys_seconds at)
{
    std::vector<claim> before = known;
    for (const claim_report& r : said) merge(known, r);
    claims_step step{.all = std::move(known)};
    std::ranges::sort(step.all, {}, &claim::external_id);
    std::vector<std::vector<transfer>> moved(step.all.size());
    what_is_left left(on);
    for (std::size_t i = 0; i < step.all.size(); ++i) {
        claim& c = step.all[i];
        moved[i] = movements(on, c, c.state == claim_state::taken ? left.take(c) : what_is_left::share{}, at);
    }
    for (std::size_t i = 0; i < step.all.size(); ++i) {
        claim& c = step.all[i];
        c.frozen = 0;
        if (c.state == claim_state::open && on.account != 0) {
            const what_is_left::share wanted = left.take(c);
            c.frozen = wanted.cents - wanted.surcharge;
        }
        const auto was = std::ranges::find(before, c.external_id, &claim::external_id);
        if (was != before.end() && *was == c) continue;
        step.changed.push_back(
            {.now = c, .frozen_before = was == before.end() ? 0 : was->frozen, .moved = std::move(moved[i])});
    }
    return step;
}

std::int64_t sum_of(std::span<const claim> claims, claim_kind kind, claim_state state, currency in)
{
    std::int64_t sum = 0;
    for (const claim& c : claims)
        if (c.kind == kind && c.state == state && c.amount.in == in)
            sum += state == claim_state::taken ? c.taken : c.amount.cents;
    return sum;
}

}  // namespace offlist
