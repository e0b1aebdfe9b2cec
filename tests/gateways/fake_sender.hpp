// fake_sender.hpp: answers requests by a script, without a network. On one thread.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <outbound/http_client.hpp>
#include <utility>
#include <vector>

namespace offlist::test {

class fake_sender final : public outbound::http_sender {
public:
    using script = std::function<outbound::http_result(const outbound::http_request&)>;
    fake_sender() = default;

    [[nodiscard]] boost::asio::awaitable<outbound::http_result> send(outbound::http_request what) override
    {
        sent.push_back(what);
        co_return answers(what);
    }

    script answers;
    std::vector<outbound::http_request> sent;
};

[[nodiscard]] inline outbound::http_result said(unsigned status, std::string body)
{
    outbound::http_answer a;
    a.status = status;
    a.body = std::move(body);
    return a;
}

}  // namespace offlist::test
