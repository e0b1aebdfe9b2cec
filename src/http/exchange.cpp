#include "http/exchange.hpp"

#include <utility>

#include "http/client_address.hpp"

namespace offlist::http {
namespace {

/// Answers up to this size always have room: what a change has made must be told. All connections' are 64 MiB.
constexpr std::size_t small_answer = std::size_t{64} * 1024;
/// A short pause: what is overloaded now may be idle in a second.
constexpr std::string_view retry_after_overload = "1";

}  // namespace

response overloaded(std::string_view detail)
{
    response made = problem_response(503, "overloaded", "The server has too much to do", detail);
    made.headers.emplace_back("Retry-After", retry_after_overload);
    return made;
}

void exchange::refuse(response with)
{
    answer = std::move(with);
    refused = true;
}

finished_request exchange::told(std::chrono::steady_clock::time_point now) const
{
    return {asked.id, asked.remote, method, asked.path, asked.route, answer.status, now - began, received, sent};
}

/// Counted before another handler runs, so that many large answers at once never are in memory beyond the bounds.
void exchange::keep(response made)
{
    if (given_up) return;
    if (!unread->resize(made.body.size()) && made.body.size() > small_answer)
        made = overloaded("answers that nobody has read yet fill the memory; read those, and ask again");
    answer = std::move(made);
}

boost::asio::awaitable<void> exchange::pass_gate(std::shared_ptr<exchange> x)
{
    passage said = co_await x->server->routes.admit(x->asked);
    if (x->given_up) co_return;
    const std::string client = said.client.empty() ? network_of(std::string_view(x->asked.remote)) : said.client;
    x->unread.emplace(x->server->answers, client);
    if (said.refused) {
        x->keep(std::move(*said.refused));
        co_return;
    }
    x->let_in = std::move(said.handle);
    if (!x->body_to_come) {
        co_await handle(x);
        co_return;
    }
    x->body.emplace(said.stranger ? x->server->bodies_of_strangers : x->server->bodies, client);
    x->most_body_octets = said.body_octets;
}

boost::asio::awaitable<void> exchange::handle(std::shared_ptr<exchange> x)
{
    const handler work = std::exchange(x->let_in, nullptr);
    response made = co_await work(x->asked);
    x->keep(std::move(made));
}

}  // namespace offlist::http
