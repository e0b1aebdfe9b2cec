// bitpay.hpp: BCH, which BTCPay Server does not serve, through BitPay.
//
// On the executor's thread. Its interface, with a token of the POS facade, which can create and read invoices and
// nothing else: https://developer.bitpay.com/reference/invoices. Its notifications carry no signature that is
// documented, and BitPay says to take them as a reason to ask; so that not everybody can make us ask, the address that
// they are sent to holds a key for each payment, which nobody but BitPay gets to see.
#pragma once
#include <billing/payment_gateway.hpp>
#include <chrono>
#include <outbound/http_client.hpp>
#include <string>
#include <utility>

#include "gateways/gateway_json.hpp"

namespace offlist::gateways {

struct bitpay_options {
    std::string url = "https://bitpay.com";
    std::string token;           ///< of the POS facade; a secret
    std::string webhook_secret;  ///< of our own choice; a secret
    std::string webhook_url;     ///< where notifications are to come, without a query
    std::string return_url;      ///< where customers go from the checkout
    std::chrono::milliseconds timeout{10'000};
};

class bitpay final : public payment_gateway {
public:
    /// `http` outlives the gateway.
    bitpay(bitpay_options options, outbound::http_sender& http) : options_(std::move(options)), http_(http) {}

    [[nodiscard]] std::string_view name() const override { return "bitpay"; }
    [[nodiscard]] bool takes(payment_method m) const override { return m == payment_method::bch; }
    /// `again` looks for an invoice with the payment's guid, reference and amount.
    [[nodiscard]] boost::asio::awaitable<gateway_answer> create(payment p, bool again) override;
    [[nodiscard]] boost::asio::awaitable<gateway_answer> read(std::string external_id, std::string dispute) override;
    /// A token of the POS facade may not list invoices.
    [[nodiscard]] boost::asio::awaitable<gateway_answer> close(std::string external_id) override;
    [[nodiscard]] boost::asio::awaitable<gateway_news_answer> news(
        std::chrono::sys_seconds from, std::optional<std::chrono::sys_seconds> until) override;
    [[nodiscard]] boost::system::result<webhook_hint, refused_webhook> verified(
        const webhook_delivery& d) const override;

    /// The address of notifications about `order`, with its key.
    [[nodiscard]] std::string notification_url(const std::string& order) const;

private:
    [[nodiscard]] outbound::http_request request(std::string method, const std::string& path) const;

    bitpay_options options_;
    outbound::http_sender& http_;
};

}  // namespace offlist::gateways
