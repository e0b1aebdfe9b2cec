// btcpay.hpp: BTC, LTC, DOGE and XMR through a BTCPay Server of the operator's own.
//
// On the executor's thread. Its interface: https://docs.btcpayserver.org/API/Greenfield/v1/. The server must be new
// enough (2.0) to tell `paidAmount` of an invoice.
#pragma once
#include <billing/payment_gateway.hpp>
#include <chrono>
#include <outbound/http_client.hpp>
#include <string>
#include <utility>

#include "gateways/gateway_json.hpp"

namespace offlist::gateways {

struct btcpay_options {
    std::string url;                ///< https://btcpay.example, without a path
    std::string store;              ///< the id of the store
    std::string api_key;            ///< may create and view the store's invoices; a secret
    std::string webhook_secret;     ///< a secret
    std::string return_url;         ///< where customers go from the checkout
    std::chrono::minutes life{60};  ///< of an invoice: its rate is fixed for so long
    std::chrono::milliseconds timeout{10'000};
};

class btcpay final : public payment_gateway {
public:
    /// `http` outlives the gateway.
    btcpay(btcpay_options options, outbound::http_sender& http) : options_(std::move(options)), http_(http) {}

    [[nodiscard]] std::string_view name() const override { return "btcpay"; }
    [[nodiscard]] bool takes(payment_method m) const override
    {
        return m == payment_method::btc || m == payment_method::ltc || m == payment_method::doge ||
               m == payment_method::xmr;
    }
    /// Creating has no idempotency key: `again` looks for an invoice with the payment's reference and amount.
    [[nodiscard]] boost::asio::awaitable<gateway_answer> create(payment p, bool again) override;
    [[nodiscard]] boost::asio::awaitable<gateway_answer> read(std::string external_id, std::string dispute) override;
    [[nodiscard]] boost::asio::awaitable<gateway_answer> close(std::string external_id) override;
    [[nodiscard]] boost::asio::awaitable<gateway_news_answer> news(
        std::chrono::sys_seconds from, std::optional<std::chrono::sys_seconds> until) override;
    [[nodiscard]] boost::system::result<webhook_hint, refused_webhook> verified(
        const webhook_delivery& d) const override;

private:
    [[nodiscard]] outbound::http_request request(std::string method, const std::string& behind_invoices) const;
    /// What one invoice comes to, with a look at its single payments where its state alone does not tell.
    [[nodiscard]] boost::asio::awaitable<gateway_answer> report_of(gateway_json invoice);

    btcpay_options options_;
    outbound::http_sender& http_;
};

}  // namespace offlist::gateways
