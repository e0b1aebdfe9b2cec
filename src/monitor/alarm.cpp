#include "monitor/alarm.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace offlist {

alarm::alarm(dns::pipeline& pipeline, const boost::asio::any_io_executor& on) : pipeline_(pipeline), waiter_(on)
{
    pipeline_.attach(*this);
}

alarm::~alarm()
{
    pipeline_.detach(*this);
}

void alarm::set(std::optional<dns::steady_time> moment)
{
    moment_ = moment;
    pipeline_.wake();
}

void alarm::ring()
{
    rung_ = true;
    waiter_.cancel();
}

boost::asio::awaitable<void> alarm::wait()
{
    while (!rung_) {
        waiter_.expires_at(dns::steady_time::max());
        boost::system::error_code cancelled;
        co_await waiter_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }
    rung_ = false;
}

bool alarm::next(dns::outgoing&, dns::steady_time now)
{
    if (moment_ && now >= *moment_) {
        moment_.reset();
        ring();
    }
    return false;
}

}  // namespace offlist
