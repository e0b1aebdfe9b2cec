#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <support/fault_server.hpp>
#include <thread>
#include <utility>

namespace offlist::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using boost::system::error_code;

constexpr int udp_buffer = 4 << 20;  // a burst of a thousand questions must not be lost here
constexpr int port_attempts = 100;

asio::const_buffer buffer_of(const octets& bytes)
{
    return asio::buffer(bytes.data(), bytes.size());
}

}  // namespace

class fault_server::impl {
public:
    explicit impl(const fault_server_options& options) : tcp_(options.tcp), script_(options.seed)
    {
        bind(options.address);
        receive();
        if (tcp_ != tcp_service::refuse) asio::co_spawn(context_, accept(), asio::detached);
        thread_ = std::thread([this] { context_.run(); });
    }

    ~impl()
    {
        context_.stop();
        thread_.join();
    }

    [[nodiscard]] udp::endpoint endpoint() const { return udp_endpoint_; }

    template <class Change>
    void change(Change what)
    {
        const std::lock_guard lock(mutex_);
        what(script_);
    }

    template <class Look>
    auto look(Look at) const
    {
        const std::lock_guard lock(mutex_);
        return at(seen_);
    }

    [[nodiscard]] std::size_t unreadable() const
    {
        const std::lock_guard lock(mutex_);
        return unreadable_;
    }

    void forget_seen()
    {
        const std::lock_guard lock(mutex_);
        seen_.clear();
        unreadable_ = 0;
    }

private:
    void bind(const asio::ip::address& address);
    bool listen(const tcp::endpoint& at);
    void receive();
    void send(planned_message what, const udp::endpoint& to);
    void send_now(const planned_message& what, const udp::endpoint& to);
    asio::awaitable<void> accept();
    asio::awaitable<void> serve(tcp::socket client);
    asio::awaitable<error_code> reply(tcp::socket& client, const octets& message);
    std::vector<planned_message> plan(std::span<const std::uint8_t> message, transport over, std::uint16_t from);

    asio::io_context context_{1};
    udp::socket udp_{context_};
    udp::socket other_udp_{context_};
    tcp::acceptor acceptor_{context_};
    tcp_service tcp_;
    udp::endpoint udp_endpoint_;

    std::array<std::uint8_t, 4096> datagram_{};
    udp::endpoint from_;
    std::deque<std::pair<planned_message, udp::endpoint>> held_;

    mutable std::mutex mutex_;  // of what follows
    fault_script script_;
    std::vector<seen_question> seen_;
    std::size_t unreadable_ = 0;

    std::thread thread_;
};

// The same port number for both protocols: take a free UDP port and hope that its TCP twin is free too.
void fault_server::impl::bind(const asio::ip::address& address)
{
    bool bound = false;
    for (int attempt = 0; attempt < port_attempts && !bound; ++attempt) {
        udp_ = udp::socket(context_, udp::endpoint(address, 0));
        udp_endpoint_ = udp_.local_endpoint();
        bound = tcp_ == tcp_service::refuse || listen({address, udp_endpoint_.port()});
    }
    if (!bound) throw std::runtime_error("no free port for the test server");
    error_code ignored;
    udp_.set_option(asio::socket_base::receive_buffer_size(udp_buffer), ignored);
    udp_.set_option(asio::socket_base::send_buffer_size(udp_buffer), ignored);
    udp_.non_blocking(true);
    other_udp_ = udp::socket(context_, udp::endpoint(address, 0));
}

bool fault_server::impl::listen(const tcp::endpoint& at)
{
    acceptor_ = tcp::acceptor(context_, at.protocol());
    error_code failed;
    acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
    acceptor_.bind(at, failed);
    if (!failed) acceptor_.listen(tcp::acceptor::max_listen_connections, failed);
    return !failed;
}

void fault_server::impl::receive()
{
    udp_.async_wait(udp::socket::wait_read, [this](error_code failed) {
        if (failed) return;
        for (;;) {
            const std::size_t size = udp_.receive_from(asio::buffer(datagram_), from_, 0, failed);
            if (failed == asio::error::would_block) break;
            if (failed) continue;  // ICMP about a client that has gone
            const auto message = std::span<const std::uint8_t>(datagram_).first(size);
            for (planned_message& m : plan(message, transport::udp, from_.port())) send(std::move(m), from_);
        }
        receive();
    });
}

void fault_server::impl::send(planned_message what, const udp::endpoint& to)
{
    if (what.hold) {
        held_.emplace_back(std::move(what), to);
        return;
    }
    if (what.after.count() == 0) {
        send_now(what, to);
    } else {
        auto timer = std::make_shared<asio::steady_timer>(context_, what.after);
        timer->async_wait([this, timer, to, message = std::move(what)](error_code) { send_now(message, to); });
    }
    while (!held_.empty()) {
        send_now(held_.front().first, held_.front().second);
        held_.pop_front();
    }
}

void fault_server::impl::send_now(const planned_message& what, const udp::endpoint& to)
{
    error_code ignored;  // the client may have closed its socket
    (what.from_other_port ? other_udp_ : udp_).send_to(buffer_of(what.bytes), to, 0, ignored);
}

asio::awaitable<void> fault_server::impl::accept()
{
    for (;;) {
        error_code failed;
        tcp::socket client = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, failed));
        if (failed) continue;
        asio::co_spawn(context_, serve(std::move(client)), asio::detached);
    }
}

asio::awaitable<void> fault_server::impl::serve(tcp::socket client)
{
    for (;;) {
        error_code failed;
        std::array<std::uint8_t, 2> length{};
        co_await asio::async_read(client, asio::buffer(length), asio::redirect_error(asio::use_awaitable, failed));
        if (failed) co_return;
        octets message(static_cast<std::size_t>(length[0] << 8 | length[1]));
        co_await asio::async_read(client, asio::buffer(message), asio::redirect_error(asio::use_awaitable, failed));
        if (failed) co_return;
        const std::vector<planned_message> answers =
            plan(message, transport::tcp, client.remote_endpoint(failed).port());
        if (tcp_ == tcp_service::silent) continue;
        for (const planned_message& m : answers) {
            if (m.after.count() > 0) {
                asio::steady_timer timer(context_, m.after);
                co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, failed));
            }
            failed = co_await reply(client, m.bytes);
            if (failed || tcp_ == tcp_service::one_answer) co_return;
        }
    }
}

asio::awaitable<error_code> fault_server::impl::reply(tcp::socket& client, const octets& message)
{
    octets framed{static_cast<std::uint8_t>(message.size() >> 8), static_cast<std::uint8_t>(message.size())};
    framed.insert(framed.end(), message.begin(), message.end());
    if (tcp_ == tcp_service::cut) framed.resize(framed.size() / 2);
    if (tcp_ == tcp_service::too_short) framed = {0, 5, 1, 2, 3, 4, 5};

    const std::size_t step = tcp_ == tcp_service::dribble ? 1 : framed.size();
    error_code failed;
    client.set_option(tcp::no_delay(true), failed);
    for (std::size_t at = 0; at < framed.size() && !failed; at += step) {
        const asio::const_buffer piece = asio::buffer(framed.data() + at, std::min(step, framed.size() - at));
        co_await asio::async_write(client, piece, asio::redirect_error(asio::use_awaitable, failed));
    }
    if (tcp_ == tcp_service::cut) failed = asio::error::eof;
    co_return failed;
}

std::vector<planned_message> fault_server::impl::plan(std::span<const std::uint8_t> message, transport over,
                                                      std::uint16_t from)
{
    const std::lock_guard lock(mutex_);
    const auto q = read_question(message);
    if (!q) {
        ++unreadable_;
        return {};
    }
    seen_.push_back({lower(q->name), q->name, q->type, over, q->id, from, q->edns_size.has_value()});
    return script_.answer(*q, over);
}

fault_server::fault_server(fault_server_options options) : impl_(std::make_unique<impl>(options)) {}

fault_server::~fault_server() = default;

udp::endpoint fault_server::endpoint() const
{
    return impl_->endpoint();
}

void fault_server::a(const std::string& name, std::vector<std::uint32_t> addresses, std::uint32_t ttl)
{
    impl_->change([&](fault_script& s) { s.add_a(name, std::move(addresses), ttl); });
}

void fault_server::aaaa(const std::string& name, const std::vector<std::string>& addresses)
{
    std::vector<octets> all;
    for (const std::string& address : addresses) {
        const auto bytes = boost::asio::ip::make_address_v6(address).to_bytes();
        all.emplace_back(bytes.begin(), bytes.end());
    }
    impl_->change([&](fault_script& s) { s.add_aaaa(name, std::move(all)); });
}

void fault_server::cname(const std::string& name, const std::string& to)
{
    impl_->change([&](fault_script& s) { s.add_cname(name, to); });
}

void fault_server::txt(const std::string& name, std::vector<std::vector<std::string>> records, std::uint32_t ttl)
{
    impl_->change([&](fault_script& s) { s.add_txt(name, std::move(records), ttl); });
}

void fault_server::serve_only(std::vector<std::string> zones)
{
    impl_->change([&](fault_script& s) { s.serve_only(std::move(zones)); });
}

void fault_server::rewrite_unknown(std::uint32_t address)
{
    impl_->change([&](fault_script& s) { s.rewrite_unknown(address); });
}

void fault_server::flags(message_flags flags)
{
    impl_->change([&](fault_script& s) { s.flags(flags); });
}

void fault_server::on(const std::string& suffix, fault what)
{
    behaviour b;
    b.what = what;
    on(suffix, b);
}

void fault_server::on(const std::string& suffix, behaviour what)
{
    impl_->change([&](fault_script& s) { s.on(suffix, what); });
}

void fault_server::clear_faults()
{
    impl_->change([](fault_script& s) { s.clear_faults(); });
}

std::vector<seen_question> fault_server::seen() const
{
    return impl_->look([](const auto& all) { return all; });
}

namespace {

template <class Condition>
auto count_where(Condition condition)
{
    return [condition](const std::vector<seen_question>& all) {
        return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), condition));
    };
}

}  // namespace

std::size_t fault_server::count() const
{
    return impl_->look([](const auto& all) { return all.size(); });
}

std::size_t fault_server::count(transport over) const
{
    return impl_->look(count_where([over](const seen_question& q) { return q.over == over; }));
}

std::size_t fault_server::count(std::string_view name) const
{
    return impl_->look(count_where([name](const seen_question& q) { return q.name == name; }));
}

std::size_t fault_server::count(std::string_view name, std::uint16_t type) const
{
    return impl_->look(count_where([=](const seen_question& q) { return q.name == name && q.type == type; }));
}

std::size_t fault_server::count(std::string_view name, transport over) const
{
    return impl_->look(count_where([=](const seen_question& q) { return q.name == name && q.over == over; }));
}

std::set<std::uint16_t> fault_server::source_ports() const
{
    std::set<std::uint16_t> ports;
    for (const seen_question& q : seen())
        if (q.over == transport::udp) ports.insert(q.source_port);
    return ports;
}

std::size_t fault_server::unreadable() const
{
    return impl_->unreadable();
}

void fault_server::forget_seen()
{
    impl_->forget_seen();
}

}  // namespace offlist::test
