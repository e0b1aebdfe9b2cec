// stripe.hpp: cards, Apple Pay and Google Pay through Stripe Checkout.
//
// On the executor's thread. Its interface: https://docs.stripe.com/api/checkout/sessions
#pragma once
#include <billing/payment_gateway.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <outbound/http_client.hpp>
#include <string>
#include <utility>

#include "gateways/gateway_json.hpp"

namespace offlist::gateways {

struct stripe_options {
    std::string url = "https://api.stripe.com";
    std::string secret_key;      ///< sk_… or rk_…; a secret
    std::string webhook_secret;  ///< whsec_…; a secret
    std::string return_url;      ///< where customers go from the checkout
    std::chrono::milliseconds timeout{10'000};
};

class stripe final : public payment_gateway {
public:
    /// `http` and `time` outlive the gateway.
    stripe(stripe_options options, outbound::http_sender& http, const clock& time)
        : options_(std::move(options)), http_(http), time_(time)
    {
    }

    [[nodiscard]] std::string_view name() const override { return "stripe"; }
    [[nodiscard]] bool takes(payment_method m) const override { return m == payment_method::card; }
    /// The same request with the same Idempotency-Key returns the session that it made before, for 24 hours at least:
    /// so `again` does what the first try did, and is refused when it comes later than that.
    [[nodiscard]] boost::asio::awaitable<gateway_answer> create(payment p, bool again) override;
    [[nodiscard]] boost::asio::awaitable<gateway_answer> read(std::string external_id, std::string dispute) override;
    [[nodiscard]] boost::asio::awaitable<gateway_answer> close(std::string external_id) override;
    [[nodiscard]] boost::asio::awaitable<gateway_news_answer> news(
        std::chrono::sys_seconds from, std::optional<std::chrono::sys_seconds> until) override;
    [[nodiscard]] boost::system::result<webhook_hint, refused_webhook> verified(
        const webhook_delivery& d) const override;

private:
    [[nodiscard]] outbound::http_request request(std::string method, const std::string& path) const;
    /// The payment that a refund or a dispute is about, by its session. `intent`: not empty, for all sessions match "".
    [[nodiscard]] boost::asio::awaitable<json_or_failure> session_of_intent(std::string intent);
    using taker = std::function<void(const nlohmann::json&)>;
    /// Every object of a list, page by page, none kept: most of an account's sessions may be another shop's. What ended
    /// it before its end; none: it was told whole.
    [[nodiscard]] boost::asio::awaitable<std::optional<gateway_failure>> each_of(std::string path, taker take);
    [[nodiscard]] boost::asio::awaitable<payment_report> with_claims(payment_report r, std::string intent);

    stripe_options options_;
    outbound::http_sender& http_;
    const clock& time_;
};

}  // namespace offlist::gateways
