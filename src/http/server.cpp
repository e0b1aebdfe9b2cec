#include "http/server.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <new>
#include <set>
#include <utility>

#include "http/client_address.hpp"
#include "http/connection.hpp"
#include "http/server_state.hpp"
#include "http/tls_context.hpp"

namespace offlist::http {
namespace {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;
using std::chrono::milliseconds;

/// When the system cannot accept (EMFILE), it cannot a microsecond later either.
constexpr milliseconds pause_after_failure{100};
/// For coroutines that were cancelled to notice it.
constexpr milliseconds grace{1'000};
/// How often deadlines are looked at: a quarter of the shortest, so none is exceeded by much, within these.
constexpr milliseconds shortest_tick{5};
constexpr milliseconds longest_tick{250};

/// Connections are reserved up to this share of all of them.
constexpr std::size_t reserved_share = 8;

/// Left to itself the system keeps some megabytes for each client that does not read.
constexpr int send_buffer_octets = 128 * 1024;

constexpr std::string_view full_house =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";

milliseconds tick_of(const server_limits& l)
{
    const milliseconds least =
        std::min({l.head_deadline, l.body_deadline, l.handler_deadline, l.write_deadline, l.idle_deadline, l.pace});
    return std::clamp(least / 4, shortest_tick, longest_tick);
}

void give_up(tcp::socket& socket)
{
    boost::system::error_code ignored;
    socket.close(ignored);
}

}  // namespace

class server::impl : public std::enable_shared_from_this<impl> {
public:
    impl(asio::any_io_executor on, router routes, server_options options, server_observer& observer, const clock& time)
        : options_(std::move(options)),
          state_(std::make_shared<server_state>(on, std::move(routes), options_.limits, observer, time)),
          acceptor_(on),
          service_(on),
          clients_(std::move(on))
    {
    }

    parsed<void> start();
    [[nodiscard]] tcp::endpoint endpoint() const { return listening_at_; }
    parsed<void> reload_tls();
    static asio::awaitable<void> stop(std::shared_ptr<impl> self, milliseconds bound);
    void cut_all();

private:
    parsed<void> listen();
    static asio::awaitable<void> accept_clients(std::shared_ptr<impl> self);
    static asio::awaitable<void> watch_deadlines(std::shared_ptr<impl> self);
    void serve_on(asio::awaitable<void> (*work)(std::shared_ptr<impl>));
    void admit(tcp::socket socket);
    [[nodiscard]] bool has_room_for(const std::string& client, bool proxy);
    [[nodiscard]] bool make_room_for(const std::string& client);
    [[nodiscard]] std::size_t connections_of(const std::string& client) const;
    void turn_away(tcp::socket& socket, const std::string& address);
    void forget(const std::shared_ptr<connection>& one, const std::exception_ptr& failed);

    server_options options_;
    std::shared_ptr<server_state> state_;
    std::shared_ptr<asio::ssl::context> tls_;
    tcp::acceptor acceptor_;
    tcp::endpoint listening_at_;
    bool running_ = false;
    task_group service_;  ///< accepting, and looking at deadlines
    task_group clients_;
    std::set<std::shared_ptr<connection>> connections_;
    std::map<std::string, std::size_t> per_client_;  ///< by network_of()
};

// --- starting ---

parsed<void> server::impl::start()
{
    if (running_) return {};
    auto proxies = trusted_proxies::from(options_.trusted_proxies);
    if (!proxies) return proxies.error().front();
    state_->proxies = std::move(*proxies);
    state_->tls = options_.tls.has_value();
    if (auto loaded = reload_tls(); !loaded) return loaded;
    if (auto bound = listen(); !bound) return bound;

    running_ = true;
    serve_on(&accept_clients);
    serve_on(&watch_deadlines);
    return {};
}

/// What ends these is their cancellation; when memory fails one, it goes on anew.
void server::impl::serve_on(asio::awaitable<void> (*work)(std::shared_ptr<impl>))
{
    service_.spawn(work(shared_from_this()), [self = shared_from_this(), work](const std::exception_ptr& failed) {
        if (failed && self->running_) self->serve_on(work);
    });
}

parsed<void> server::impl::listen()
{
    boost::system::error_code failed;
    acceptor_.open(options_.listen.protocol(), failed);
    if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor_.bind(options_.listen, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (!failed) listening_at_ = acceptor_.local_endpoint(failed);
    if (!failed) return {};

    boost::system::error_code ignored;
    acceptor_.close(ignored);
    const bool ip6 = options_.listen.address().is_v6();
    const std::string address = options_.listen.address().to_string();
    return problem{"cannot listen on " + (ip6 ? "[" + address + "]" : address) + ":" +
                       std::to_string(options_.listen.port()) + ": " + failed.message(),
                   "an address of this machine and a port that is free"};
}

parsed<void> server::impl::reload_tls()
{
    if (!options_.tls) return {};
    auto loaded = load_tls(options_.tls->certificate, options_.tls->key);
    if (!loaded) return loaded.error();
    tls_ = std::move(*loaded);
    return {};
}

// --- serving ---

asio::awaitable<void> server::impl::accept_clients(std::shared_ptr<impl> self)
{
    asio::steady_timer pause(self->state_->executor);
    while (self->acceptor_.is_open()) {
        tcp::socket socket(self->state_->executor);
        boost::system::error_code failed;
        co_await self->acceptor_.async_accept(socket, redirect_error(use_awaitable, failed));
        if (!self->acceptor_.is_open()) break;
        bool starved = false;
        if (!failed) {
            try {
                self->admit(std::move(socket));
            } catch (const std::bad_alloc&) {
                starved = true;
            }
        }
        if (starved || (failed && failed != asio::error::connection_aborted)) {  // that one was the client's doing
            self->state_->observer.dropped(drop_reason::accept_failed, starved ? "no memory" : failed.message());
            pause.expires_after(pause_after_failure);
            co_await pause.async_wait(redirect_error(use_awaitable, failed));
        }
    }
}

asio::awaitable<void> server::impl::watch_deadlines(std::shared_ptr<impl> self)
{
    asio::steady_timer tick(self->state_->executor);
    const milliseconds every = tick_of(self->options_.limits);
    while (self->running_) {
        tick.expires_after(every);
        boost::system::error_code ignored;
        co_await tick.async_wait(redirect_error(use_awaitable, ignored));
        // one timer for all: nothing is armed and disarmed for each request. What is interrupted ends later, not here.
        const auto now = self->state_->time.steady();
        for (const auto& one : self->connections_) one->look_at_clock(now);
    }
}

void server::impl::admit(tcp::socket socket)
{
    boost::system::error_code failed;
    const tcp::endpoint peer = socket.remote_endpoint(failed);
    if (failed) return give_up(socket);  // gone already
    const auto address = unmapped(peer.address());
    std::string client = network_of(address);
    if (!has_room_for(client, state_->proxies.contains(address))) return turn_away(socket, address.to_string());

    socket.set_option(tcp::no_delay(true), failed);  // an answer is written as a whole: there is nothing to wait for
    socket.set_option(asio::socket_base::send_buffer_size(send_buffer_octets), failed);
    auto stream = tls_ ? tls_stream(std::move(socket), tls_) : plain_stream(std::move(socket));
    const auto one = std::make_shared<connection>(state_, std::move(stream), address);
    std::size_t& count = per_client_[std::move(client)];
    connections_.insert(one);
    ++count;
    try {
        state_->observer.connections(connections_.size());
        auto work = one->run();
        clients_.spawn(std::move(work),
                       [self = shared_from_this(), one](const std::exception_ptr& ended) { self->forget(one, ended); });
    } catch (const std::bad_alloc&) {
        forget(one, {});
        throw;
    }
}

std::size_t server::impl::connections_of(const std::string& client) const
{
    const auto known = per_client_.find(client);
    return known != per_client_.end() ? known->second : 0;
}

bool server::impl::has_room_for(const std::string& client, bool proxy)
{
    const server_limits& limits = state_->limits;
    const std::size_t has = connections_of(client);
    if (!proxy && has >= limits.connections_per_address) return false;
    const std::size_t reserved = std::min(limits.reserved_connections, limits.connections / reserved_share);
    const std::size_t open = proxy || has == 0 ? limits.connections : limits.connections - reserved;
    return connections_.size() < open || make_room_for(client);
}

/// Ends a connection that waits for its client, of whoever has most connections, if that is more than `client` has.
bool server::impl::make_room_for(const std::string& client)
{
    std::size_t most = connections_of(client);
    std::shared_ptr<connection> last;
    for (const auto& one : connections_) {
        const std::size_t has = connections_of(one->client());
        if (has <= most || !one->may_give_way() || state_->proxies.contains(one->peer())) continue;
        most = has;
        last = one;
    }
    if (!last) return false;
    state_->observer.dropped(drop_reason::too_many, last->peer().to_string());
    last->give_way();
    return true;
}

void server::impl::turn_away(tcp::socket& socket, const std::string& address)
{
    boost::system::error_code failed;
    socket.non_blocking(true, failed);
    if (!tls_ && !failed) socket.write_some(asio::buffer(full_house.data(), full_house.size()), failed);
    give_up(socket);
    state_->observer.dropped(drop_reason::too_many, address);
}

void server::impl::forget(const std::shared_ptr<connection>& one, const std::exception_ptr& failed)
{
    connections_.erase(one);
    const auto place = per_client_.find(one->client());
    if (--place->second == 0) per_client_.erase(place);
    // while stopping, it was the cancellation that ended it
    if (failed && running_) state_->observer.dropped(drop_reason::failed, one->peer().to_string());
    state_->observer.connections(connections_.size());
}

// --- stopping ---

asio::awaitable<void> server::impl::stop(std::shared_ptr<impl> self, milliseconds bound)
{
    boost::system::error_code ignored;
    self->acceptor_.close(ignored);
    for (const auto& one : self->connections_) one->finish();
    if (!co_await self->clients_.join(bound)) {
        self->running_ = false;
        for (const auto& one : self->connections_)
            self->state_->observer.dropped(drop_reason::cut_at_stop, one->peer().to_string());
        self->cut_all();
        co_await self->clients_.join(grace);
    }
    self->running_ = false;
    self->state_->handlers.cancel();  // those that went on after their deadline
    co_await self->state_->handlers.join(grace);
    self->service_.cancel();
    co_await self->service_.join(grace);
}

void server::impl::cut_all()
{
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    running_ = false;
    for (const auto& one : connections_) one->cut();
    clients_.cancel();
    state_->handlers.cancel();
    service_.cancel();
}

// --- the outside ---

server::server(asio::any_io_executor on, router routes, server_options options, server_observer& observer,
               const clock& time)
    : impl_(std::make_shared<impl>(std::move(on), std::move(routes), std::move(options), observer, time))
{
}

server::~server()
{
    impl_->cut_all();
}

parsed<void> server::start()
{
    return impl_->start();
}

tcp::endpoint server::endpoint() const
{
    return impl_->endpoint();
}

asio::awaitable<void> server::stop(milliseconds bound)
{
    return impl::stop(impl_, bound);
}

parsed<void> server::reload_tls()
{
    return impl_->reload_tls();
}

}  // namespace offlist::http
