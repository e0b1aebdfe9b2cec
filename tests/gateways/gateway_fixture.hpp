// gateway_fixture.hpp: the three gateways over a sender that answers by what a URL ends with.
//
// On one thread.
#pragma once
#include <gmock/gmock.h>

#include <gateways/bitpay.hpp>
#include <gateways/btcpay.hpp>
#include <gateways/fake_sender.hpp>
#include <gateways/signature.hpp>
#include <gateways/stripe.hpp>
#include <nlohmann/json.hpp>
#include <support/await.hpp>

namespace offlist::test {

using namespace gateways;
using testing::HasSubstr;
using json = nlohmann::json;

inline constexpr currency usd{{'U', 'S', 'D'}};
inline constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'700'000'000}};

class fixed_clock final : public clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return at; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
    std::chrono::system_clock::time_point at = test::now;
};

inline constexpr const char* reference = "pay_12_9f86d081884c7d65";

inline payment wanted(payment_method m)
{
    payment p;
    p.id = 12;
    p.nonce = "9f86d081884c7d65";
    p.account = 3;
    p.method = m;
    p.amount = {3500, usd};
    p.surcharge = m == payment_method::card ? 263 : 0;
    p.created_at = now;
    return p;
}

class gateway_tests : public testing::Test {
protected:
    gateway_answer run(boost::asio::awaitable<gateway_answer> work) { return await(io, std::move(work)); }
    // The answers to GET and POST by what the URL ends with.
    void answer(std::string tail, unsigned status, const json& body)
    {
        answers.emplace_back(std::move(tail), said(status, body.dump()));
        sender.answers = [this](const outbound::http_request& r) -> outbound::http_result {
            for (const auto& [end, what] : answers)
                if (r.url.ends_with(end)) return what;
            return outbound::http_result(said(404, "{}"));
        };
    }

    boost::asio::io_context io;
    fixed_clock time;
    std::vector<std::pair<std::string, outbound::http_result>> answers;
    fake_sender sender;
    stripe cards{{.url = "https://stripe.test",
                  .secret_key = "sk_test_1",
                  .webhook_secret = "whsec_test_secret",
                  .return_url = "https://shop.test/"},
                 sender,
                 time};
    btcpay coins{{.url = "https://btcpay.test",
                  .store = "S1",
                  .api_key = "key",
                  .webhook_secret = "btcpay_secret",
                  .return_url = "https://shop.test/"},
                 sender};
    bitpay cash{{.url = "https://bitpay.test",
                 .token = "pos",
                 .webhook_secret = "ours",
                 .webhook_url = "https://shop.test/v1/gateways/bitpay/webhook",
                 .return_url = "https://shop.test/"},
                sender};
};

}  // namespace offlist::test
