#include "outbound/http_client.hpp"

#include <utility>

#include "outbound/http_exchange.hpp"
#include "outbound/transfer_loop.hpp"

namespace offlist::outbound {

http_client::http_client(client_options options)
    : options_(std::move(options)), own_(std::make_unique<transfer_loop>()), loop_(*own_)
{
}

http_client::http_client(client_options options, transfer_loop& on) : options_(std::move(options)), loop_(on) {}

http_client::~http_client() = default;

boost::asio::awaitable<http_result> http_client::send(http_request what)
{
    if (auto wrong = wrong_with(what)) co_return std::move(*wrong);
    const auto exchange = std::make_shared<http_exchange>(std::move(what), options_);
    co_await loop_.run(exchange);
    co_return exchange->result();
}

void http_client::stop()
{
    if (own_) own_->stop();
}

}  // namespace offlist::outbound
