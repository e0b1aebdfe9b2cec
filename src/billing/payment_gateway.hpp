// payment_gateway.hpp: the port to those who take money for us, and the values that pass through it.
//
// A gateway is used on one thread, its executor's. What a webhook says is only a reason to ask: money moves by what
// read() returns and by nothing else.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "billing/claim.hpp"
#include "billing/payment.hpp"

namespace offlist {

enum class gateway_fault : std::uint8_t {
    refused,      ///< it answered, and does not do that: asking again is of no use
    unavailable,  ///< it certainly has not done anything: asking again is safe
    unknown,      ///< no answer, and it may have done it: look before asking again
    unclear,      ///< it answered, and not so that we know whether it has done it: look before asking again
    not_there,    ///< read(): it knows no such payment
};

struct gateway_failure {
    gateway_fault why = gateway_fault::unavailable;
    std::string what{};  ///< for a person; holds no secret
};
[[noreturn]] void throw_exception_from_error(const gateway_failure& f, const boost::source_location& where);
/// Whether it answered nothing, so that it need not be asked about other payments either. Who answers, and be it with a
/// refusal, tells of this one payment alone.
[[nodiscard]] bool silent(const gateway_failure& f);

/// What a gateway says of one payment when it is asked.
struct payment_report {
    std::string external_id;
    std::string order{};  ///< reference_of() the payment that it was made for, as whoever made it said; may be empty
    /// pending, expired, invalid, partial, late or settled.
    payment_state state = payment_state::pending;
    money paid{};  ///< what came so far for good, the surcharge included; zero cents: nothing
    std::string checkout_url{};
    std::chrono::sys_seconds expires_at{};
    std::vector<claim_report> claims{};       ///< all that the gateway knows of, decided or not
    std::optional<gateway_failure> unread{};  ///< why it could not tell some of the claims; what it told is good
};

/// A payment of ours in a list, of which the gateway tells something that we do not understand.
struct unreadable_payment {
    std::string external_id;
    std::string what;  ///< for a person
};

/// What a gateway says of everything that came to it in some time.
struct gateway_news {
    bool listed = true;  ///< false: it cannot tell; its payments must be asked about one by one
    /// Payments that have had money, as far as the list tells, which is not their claims.
    std::vector<payment_report> payments{};
    std::vector<std::string> to_ask{};  ///< for read(): what refunds and disputes since then belong to
    std::vector<unreadable_payment> unreadable{};
};
using gateway_news_answer = boost::system::result<gateway_news, gateway_failure>;

using gateway_answer = boost::system::result<payment_report, gateway_failure>;

/// One request that came for a gateway's webhook, as it came.
struct webhook_delivery {
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::vector<std::pair<std::string, std::string>> query;
    std::string body;
    std::chrono::sys_seconds at{};
};

/// What a delivery that is really the gateway's is about.
struct webhook_hint {
    std::string delivery;     ///< the id of the event: the same one may be delivered many times
    std::string kind;         ///< the gateway's own word for it
    std::string external_id;  ///< what to ask about; empty: nothing, unless `dispute` is
    std::string dispute{};    ///< a dispute, where it does not say which payment it is about
};

enum class refused_webhook : std::uint8_t {
    unsigned_one,     ///< the signature is missing
    wrong_signature,  ///< or malformed
    stale,            ///< too old, or from the future: maybe a replay
    unreadable,       ///< signed, but no event
};
inline constexpr int webhook_refusals = 4;
/// `unsigned`, `wrong-signature` …
[[nodiscard]] std::string_view to_string(refused_webhook r);

class payment_gateway {
public:
    virtual ~payment_gateway() = default;

    /// The name in the ledger and in routes: stripe.
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual bool takes(payment_method m) const = 0;

    /// Makes `p` known to the gateway, so that its customer can pay. `again`: an earlier try ended as `unknown`; what
    /// it made is looked for first, and returned if it is there: with the whole reference, for the same money.
    [[nodiscard]] virtual boost::asio::awaitable<gateway_answer> create(payment p, bool again) = 0;
    /// A payment and all claims on it, as they are now. `external_id`: the payment's, or what a webhook named; it may
    /// be empty where a dispute is named, which leads to its payment. `not_there`: none, or none that offlist has made.
    [[nodiscard]] virtual boost::asio::awaitable<gateway_answer> read(std::string external_id, std::string dispute) = 0;
    /// Nobody is to pay it any more, where the gateway can be told so; and the payment as it is then, which may be open
    /// all the same, or paid at the last moment. Done again it does nothing.
    [[nodiscard]] virtual boost::asio::awaitable<gateway_answer> close(std::string external_id) = 0;
    /// What came to it since `from` and before `until` (none: until now, by its clock), whether or not a webhook told
    /// of it; with a margin for payments and claims that were made before `from`, and only what offlist has made where
    /// other things are sold through the same account. One object that cannot be read ends no list.
    [[nodiscard]] virtual boost::asio::awaitable<gateway_news_answer> news(
        std::chrono::sys_seconds from, std::optional<std::chrono::sys_seconds> until) = 0;
    /// Whether a delivery is the gateway's own, and what it is about. Pure.
    [[nodiscard]] virtual boost::system::result<webhook_hint, refused_webhook> verified(
        const webhook_delivery& d) const = 0;
};

}  // namespace offlist
