// claim.hpp: money of a payment that is wanted back, or went back: refunds and disputes, and what they come to in the
// ledger.
//
// Values and pure functions; safe from any thread. What a claim is, its gateway says when it is asked, and never a
// webhook. A claim's state only rises, and what all claims of one payment take is computed anew from all of them; so
// reports of them come to the same books in whatever order and however often they come.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "billing/transfer.hpp"

namespace offlist {

enum class claim_kind : std::uint8_t {
    refund,   ///< somebody sent money back in the gateway's own pages
    dispute,  ///< the payer's bank wants it back
};
[[nodiscard]] std::string_view to_string(claim_kind k);
[[nodiscard]] std::optional<claim_kind> parse_claim_kind(std::string_view text);

enum class claim_state : std::uint8_t {
    open,       ///< nobody has decided yet; a refund that is on its way
    taken,      ///< the dispute is lost, the refund has left
    returned,   ///< the dispute is won, be it after it was lost; the refund came to nothing, be it after it had left
    prevented,  ///< the dispute was settled before it became one, and has taken nothing so far
};
[[nodiscard]] std::string_view to_string(claim_state s);
[[nodiscard]] std::optional<claim_state> parse_claim_state(std::string_view text);
/// open, prevented, taken, returned: a gateway withdraws money once and gives it back once, and what was prevented may
/// show only later that it has taken the money.
[[nodiscard]] int rank(claim_state s);

/// What a gateway says of one claim.
struct claim_report {
    std::string id;  ///< the gateway's
    claim_kind kind = claim_kind::dispute;
    claim_state state = claim_state::open;
    money amount;  ///< what is wanted back
    bool operator==(const claim_report&) const = default;
};

/// One claim as the store has it, and what it has moved.
struct claim {
    std::int64_t id = 0;  ///< 0 until it is stored
    std::string external_id;
    claim_kind kind = claim_kind::dispute;
    claim_state state = claim_state::open;
    money amount;
    std::int64_t taken = 0;      ///< cents in the ledger by this claim, the surcharge's share included
    std::int64_t surcharge = 0;  ///< of these
    std::int64_t frozen = 0;     ///< cents of the account's funds that buy nothing while it is open
    std::int64_t moves = 0;      ///< how often it has moved money: makes the references of its transfers
    bool operator==(const claim&) const = default;
};

/// The payment that claims are made on.
struct claimed_payment {
    std::int64_t account = 0;  ///< whose funds give; 0: nobody's, so suspense does
    std::string gateway;
    currency in;                 ///< of what came; claims in another one take nothing
    std::int64_t received = 0;   ///< cents, the surcharge included
    std::int64_t surcharge = 0;  ///< of these
    std::int64_t earlier = 0;    ///< of these, taken by claims that are not known one by one
};

struct changed_claim {
    claim now;
    std::int64_t frozen_before = 0;
    std::vector<transfer> moved{};  ///< with claim_reference()
};

struct claims_step {
    std::vector<claim> all;                ///< by their gateway's ids
    std::vector<changed_claim> changed{};  ///< of these, what must be written
};

/// What the claims come to, once the gateway has `said` these. Taken are, in the order of the ids, the amounts of the
/// taken ones, together no more than came; frozen those of the open ones, as far as anything is left. The surcharge
/// gives the share that it has in what came, the funds the rest, below zero if they must; what a claim gives back goes
/// the same way.
[[nodiscard]] claims_step settle(const claimed_payment& on, std::vector<claim> known,
                                 std::span<const claim_report> said, std::chrono::sys_seconds at);

/// `dispute:stripe:dp_1`, for its second movement `dispute:stripe:dp_1+1`: the reference of what it moves between funds
/// and gateway; that of the surcharge's share has `:surcharge` behind it.
[[nodiscard]] std::string claim_reference(std::string_view gateway, const claim& c);

/// Cents of `claims` in this state and kind, in one currency: what they take (taken) or want (others).
[[nodiscard]] std::int64_t sum_of(std::span<const claim> claims, claim_kind kind, claim_state state, currency in);

}  // namespace offlist
