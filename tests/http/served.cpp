#include "http/served.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace offlist::test {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds bound{20};

class listener final : public http::server_observer {
public:
    void request_done(const http::finished_request& done) override
    {
        const std::lock_guard lock(mutex);
        requests.push_back({std::string(done.id), std::string(done.remote), std::string(done.method),
                            std::string(done.path), std::string(done.route), done.status, done.octets_sent});
        changed.notify_all();
    }
    void connections(std::size_t /*open*/) override {}
    void streams(std::size_t open) override
    {
        const std::lock_guard lock(mutex);
        streaming = open;
        changed.notify_all();
    }
    void dropped(http::drop_reason why, std::string_view /*remote*/) override
    {
        const std::lock_guard lock(mutex);
        drops.push_back(why);
        changed.notify_all();
    }
    void handler_failed(const http::finished_request& /*so_far*/, std::string_view what) override
    {
        const std::lock_guard lock(mutex);
        failures.emplace_back(what);
        changed.notify_all();
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<heard_request> requests;
    std::vector<http::drop_reason> drops;
    std::vector<std::string> failures;
    std::size_t waiting = 0;
    std::size_t streaming = 0;
};

}  // namespace

class served::impl {
public:
    impl(http::server_options options, std::vector<http::route> routes)
        : gate_(context_, std::chrono::steady_clock::time_point::max()),
          server_(context_.get_executor(), http::router(routes.empty() ? standard_routes() : std::move(routes)),
                  std::move(options), heard_, time_)
    {
        if (const auto started = server_.start(); !started) throw std::runtime_error(started.error().to_string());
        thread_ = std::thread([this] { context_.run(); });
    }
    ~impl()
    {
        stop(std::chrono::seconds(5));
        work_.reset();
        thread_.join();
    }
    void stop(std::chrono::milliseconds within)
    {
        asio::co_spawn(context_, server_.stop(within), asio::use_future).get();
    }

    template <class Condition>
    void await(Condition holds)
    {
        std::unique_lock lock(heard_.mutex);
        if (!heard_.changed.wait_for(lock, bound, holds)) throw std::runtime_error("the server did not say it in time");
    }

    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    listener heard_;
    real_clock time_;
    asio::steady_timer gate_;
    http::server server_;
    std::thread thread_;

private:
    std::vector<http::route> standard_routes();
    asio::awaitable<http::response> wait();
};

asio::awaitable<http::response> served::impl::wait()
{
    {
        const std::lock_guard lock(heard_.mutex);
        ++heard_.waiting;
        heard_.changed.notify_all();
    }
    // a gate that opens is a timer that is cancelled; a handler that is cancelled sees the same and throws
    try {
        co_await gate_.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
        // the exception has been looked at: what follows decides
    }
    co_await asio::post(asio::use_awaitable);  // throws when this coroutine was cancelled
    co_return http::response{200, "text/plain", "released", {}};
}

std::vector<http::route> served::impl::standard_routes()
{
    using http::request;
    using http::response;
    return {
        {"GET", "/hello",
         [](request&) -> asio::awaitable<response> {
             co_return response{200, "text/plain", "hi", {}};
         }},
        {"POST", "/echo",
         [](request& r) -> asio::awaitable<response> {
             co_return response{200, "text/plain", r.body, {}};
         }},
        {"GET", "/v1/things/{id}",
         [](request& r) -> asio::awaitable<response> {
             std::string said = r.captures["id"] + " for " + r.remote;
             for (const auto& [name, value] : r.query) said += " " + name + "=" + value;
             co_return response{200, "text/plain", std::move(said), {}};
         }},
        {"GET", "/large",
         [](request&) -> asio::awaitable<response> {
             std::string text;
             for (int i = 0; i < 50'000; ++i) text += "line " + std::to_string(i) + "\n";
             co_return response{200, "text/csv", std::move(text), {}};
         }},
        {"GET", "/throw",
         [](request&) -> asio::awaitable<response> {
             throw std::runtime_error("the password is swordfish");
             co_return response{};
         }},
        {"GET", "/wait", [this](request&) { return wait(); }},
        {"DELETE", "/hello",
         [](request&) -> asio::awaitable<response> {
             co_return response{204, "", "", {}};
         }},
    };
}

served::served(http::server_options options, std::vector<http::route> routes)
{
    if (options.listen == boost::asio::ip::tcp::endpoint()) options.listen = {asio::ip::address_v4::loopback(), 0};
    impl_ = std::make_unique<impl>(std::move(options), std::move(routes));
}

served::~served() = default;

std::uint16_t served::port() const
{
    return impl_->server_.endpoint().port();
}

void served::on_its_thread(const std::function<void(http::server&)>& work)
{
    std::promise<void> done;
    asio::post(impl_->context_, [&] {
        work(impl_->server_);
        done.set_value();
    });
    done.get_future().get();
}

void served::stop(std::chrono::milliseconds within)
{
    impl_->stop(within);
}

std::vector<heard_request> served::requests(std::size_t at_least)
{
    impl_->await([&] { return impl_->heard_.requests.size() >= at_least; });
    const std::lock_guard lock(impl_->heard_.mutex);
    return impl_->heard_.requests;
}

std::vector<http::drop_reason> served::drops(std::size_t at_least)
{
    impl_->await([&] { return impl_->heard_.drops.size() >= at_least; });
    const std::lock_guard lock(impl_->heard_.mutex);
    return impl_->heard_.drops;
}

std::vector<std::string> served::failures()
{
    const std::lock_guard lock(impl_->heard_.mutex);
    return impl_->heard_.failures;
}

void served::await_waiting(std::size_t handlers)
{
    impl_->await([&] { return impl_->heard_.waiting >= handlers; });
}

void served::await_streams(std::size_t open)
{
    impl_->await([&] { return impl_->heard_.streaming == open; });
}

void served::release()
{
    on_its_thread([this](http::server&) { impl_->gate_.cancel(); });
}

http::server_options short_deadlines()
{
    using std::chrono::milliseconds;
    http::server_options options;
    options.limits.head_deadline = milliseconds(100);
    options.limits.body_deadline = milliseconds(100);
    options.limits.handler_deadline = milliseconds(100);
    options.limits.write_deadline = milliseconds(100);
    options.limits.idle_deadline = milliseconds(100);
    return options;
}

}  // namespace offlist::test
