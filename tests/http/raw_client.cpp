#include "http/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace offlist::test {
namespace {

constexpr int bound_ms = 20'000;

std::string lower(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

}  // namespace

raw_client::raw_client(std::uint16_t port, const char* from) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in here{};
    here.sin_family = AF_INET;
    if (from != nullptr && (::inet_pton(AF_INET, from, &here.sin_addr) != 1 ||
                            ::bind(socket_, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0)) {
        ::close(socket_);
        throw std::runtime_error(std::string("cannot come from ") + from);
    }
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0) {
        ::close(socket_);
        throw std::runtime_error("nobody listens on port " + std::to_string(port));
    }
}

raw_client::~raw_client()
{
    ::close(socket_);
}

bool raw_client::send(std::string_view octets)
{
    while (!octets.empty()) {
        const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        octets.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void raw_client::end()
{
    ::shutdown(socket_, SHUT_WR);
}

bool raw_client::fill()
{
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, bound_ms) == 0) throw std::runtime_error("the server does not answer; so far: " + in_);
    std::array<char, 65536> some{};
    const ssize_t size = ::recv(socket_, some.data(), some.size(), 0);
    if (size <= 0) return false;
    in_.append(some.data(), static_cast<std::size_t>(size));
    return true;
}

raw_answer raw_client::read(bool bodiless)
{
    raw_answer answer;
    std::size_t end = 0;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos)
        if (!fill()) return answer;
    const std::string head = in_.substr(0, end + 2);
    in_.erase(0, end + 4);
    answer.status = static_cast<unsigned>(std::stoul(head.substr(9, 3)));
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
        const std::size_t colon = head.find(':', at);
        const std::size_t line_end = head.find("\r\n", at);
        answer.headers[lower(head.substr(at, colon - at))] = head.substr(colon + 2, line_end - colon - 2);
        at = line_end + 2;
    }
    const auto length = answer.headers.find("content-length");
    const std::size_t size = bodiless || length == answer.headers.end() ? 0 : std::stoul(length->second);
    while (in_.size() < size)
        if (!fill()) throw std::runtime_error("the body was cut off after " + in_);
    answer.body = in_.substr(0, size);
    in_.erase(0, size);
    return answer;
}

std::string raw_client::read_head()
{
    while (in_.find("\r\n\r\n") == std::string::npos)
        if (!fill()) return {};
    return in_.substr(0, in_.find("\r\n\r\n"));
}

raw_answer raw_client::ask(std::string_view octets)
{
    send(octets);
    return read();
}

std::string raw_client::read_to_end()
{
    while (fill()) {
    }
    return std::move(in_);
}

std::string get(std::string_view path, std::string_view fields)
{
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: offlist.test\r\n" + std::string(fields) + "\r\n";
}

std::string post(std::string_view path, std::string_view body)
{
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: offlist.test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

}  // namespace offlist::test
