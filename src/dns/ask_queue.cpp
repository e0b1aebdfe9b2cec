#include "dns/ask_queue.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace offlist::dns {

namespace asio = boost::asio;

asio::awaitable<answer> ask_queue::ask(question q, std::function<void()> pull)
{
    waiting asked{.name = {}, .type = q.type, .tag = ++last_tag_};
    if (!asked.name.assign(q.name)) {
        answer refused;
        refused.status = answer_status::malformed;
        co_return refused;
    }
    const auto initiate = [this, &asked, &pull](auto handler) {
        // std::function wants copies; the handler cannot be copied. It resumes from the loop, never from within a
        // callback.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        asked_[asked.tag] = [this, shared](answer said) {
            asio::post(executor_, [shared, said = std::move(said)]() mutable { std::move (*shared)(std::move(said)); });
        };
        waiting_.push_back(asked);
        pull();
    };
    answer said =
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void(answer)>(initiate, asio::use_awaitable);
    co_return said;
}

bool ask_queue::next(outgoing& q, steady_time)
{
    if (waiting_.empty()) return false;
    const auto& front = waiting_.front();
    q.name = front.name;
    q.type = front.type;
    q.servers = any_server;
    q.tag = front.tag;
    waiting_.pop_front();
    return true;
}

void ask_queue::answered(std::uint64_t tag, const answer& said, steady_time)
{
    if (const auto found = asked_.extract(tag); !found.empty()) found.mapped()(said);
}

}  // namespace offlist::dns
