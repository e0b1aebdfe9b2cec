#include "support/http_peer.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace offlist::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::seconds bound{20};

std::size_t length_of_body(const std::string& head)
{
    std::string lower = head;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const std::string name = "\r\ncontent-length:";
    const auto found = lower.find(name);
    return found == std::string::npos ? 0 : std::stoul(lower.substr(found + name.size()));
}

}  // namespace

class http_peer::impl {
public:
    explicit impl(peer_script script)
        : script_(std::move(script)), acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
    {
        thread_ = std::thread([this] { serve(); });
    }
    ~impl()
    {
        ending_ = true;
        boost::system::error_code ignored;
        tcp::socket waker(context_);  // accept() is blocked: a last connection ends it
        waker.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    void serve()
    {
        while (!ending_) {
            boost::system::error_code failed;
            tcp::socket from(context_);
            acceptor_.accept(from, failed);
            if (!failed && !ending_) speak(std::move(from));
        }
    }

    void speak(tcp::socket from)
    {
        boost::system::error_code failed;
        std::string text;
        const std::size_t head = asio::read_until(from, asio::dynamic_buffer(text), "\r\n\r\n", failed);
        if (failed) return;
        const std::size_t whole = head + length_of_body(text.substr(0, head));
        if (text.size() < whole)
            asio::read(from, asio::dynamic_buffer(text), asio::transfer_exactly(whole - text.size()), failed);
        {
            const std::scoped_lock lock(mutex_);
            requests_.push_back(text);
            changed_.notify_all();
        }
        if (const auto said = script_(text))
            asio::write(from, asio::buffer(*said), failed);
        else
            silent_.push_back(std::move(from));
    }

    asio::io_context context_;
    peer_script script_;
    tcp::acceptor acceptor_;
    std::atomic<bool> ending_ = false;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<std::string> requests_;
    std::vector<tcp::socket> silent_;
    std::thread thread_;
};

http_peer::http_peer(peer_script script) : impl_(std::make_unique<impl>(std::move(script))) {}

http_peer::~http_peer() = default;

std::uint16_t http_peer::port() const
{
    return impl_->acceptor_.local_endpoint().port();
}

std::string http_peer::url(const std::string& path) const
{
    return "http://127.0.0.1:" + std::to_string(port()) + path;
}

std::vector<std::string> http_peer::requests() const
{
    const std::scoped_lock lock(impl_->mutex_);
    return impl_->requests_;
}

bool http_peer::await_requests(std::size_t at_least) const
{
    std::unique_lock lock(impl_->mutex_);
    return impl_->changed_.wait_for(lock, bound, [&] { return impl_->requests_.size() >= at_least; });
}

std::string http_text(unsigned status, const std::string& body, const std::string& lines)
{
    return "HTTP/1.1 " + std::to_string(status) + " OK\r\n" + lines + "Content-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace offlist::test
