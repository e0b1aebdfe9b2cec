// alarm.hpp: lets a coroutine wait for a moment of the pipeline's time, or for somebody to ring.
//
// A question source without questions: the pipeline looks at it whenever its time may have come, so virtual time in
// tests moves it as the engine does. On the pipeline's thread; the coroutine runs there too.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <dns/pipeline.hpp>
#include <optional>

namespace offlist {

class alarm final : public dns::question_source {
public:
    alarm(dns::pipeline& pipeline, const boost::asio::any_io_executor& on);
    ~alarm() override;
    alarm(const alarm&) = delete;
    alarm& operator=(const alarm&) = delete;

    /// Rings by itself at `moment`; none: never.
    void set(std::optional<dns::steady_time> moment);
    /// Ends the wait under way, or the next one.
    void ring();
    /// Until it rings. One waiter at a time.
    boost::asio::awaitable<void> wait();

    bool next(dns::outgoing& q, dns::steady_time now) override;
    void answered(std::uint64_t, const answer&, dns::steady_time) override {}
    [[nodiscard]] std::optional<dns::steady_time> idle_until() const override { return moment_; }

private:
    dns::pipeline& pipeline_;
    boost::asio::steady_timer waiter_;  // never expires: cancelled to end the wait
    std::optional<dns::steady_time> moment_;
    bool rung_ = false;
};

}  // namespace offlist
