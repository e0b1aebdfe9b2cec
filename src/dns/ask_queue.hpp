// ask_queue.hpp: single questions, awaited by coroutines, as one more source of the pipeline. Belongs to one executor.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <offlist/resolver.hpp>
#include <unordered_map>

#include "dns/pipeline.hpp"

namespace offlist::dns {

class ask_queue : public question_source {
public:
    explicit ask_queue(boost::asio::any_io_executor on) : executor_(std::move(on)) {}

    /// The answer to `q`; `pull` is called once the question waits to be pulled.
    boost::asio::awaitable<answer> ask(question q, std::function<void()> pull);

    bool next(outgoing& q, steady_time now) override;
    void answered(std::uint64_t tag, const answer& said, steady_time now) override;
    [[nodiscard]] std::optional<steady_time> idle_until() const override { return std::nullopt; }

private:
    using deliver = std::function<void(answer)>;
    struct waiting {
        wire_name name;
        record_type type;
        std::uint64_t tag;
    };

    boost::asio::any_io_executor executor_;
    std::deque<waiting> waiting_;
    std::unordered_map<std::uint64_t, deliver> asked_;
    std::uint64_t last_tag_ = 0;
};

}  // namespace offlist::dns
