// raw_client.hpp: a client that sends exactly the octets it is told, over a blocking socket on loopback.
//
// Every wait has a generous bound; past it, the test has failed with std::runtime_error. On one thread.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace offlist::test {

struct raw_answer {
    unsigned status = 0;                         ///< 0: the connection ended before an answer
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

class raw_client {
public:
    /// `from`: the address of this machine that it comes from; each of 127.0.0.0/8 is another client.
    explicit raw_client(std::uint16_t port, const char* from = nullptr);
    ~raw_client();
    raw_client(const raw_client&) = delete;
    raw_client& operator=(const raw_client&) = delete;

    /// False: the server has closed.
    bool send(std::string_view octets);
    /// Ends our side; the server's may go on.
    void end();
    /// Answers that have no body (to HEAD) are told by `bodiless`.
    raw_answer read(bool bodiless = false);
    raw_answer ask(std::string_view octets);
    /// The head of an answer, and nothing behind it but what came with it.
    std::string read_head();
    /// Waits until the server closes; what came before.
    std::string read_to_end();
    [[nodiscard]] int descriptor() const { return socket_; }

private:
    bool fill();
    int socket_ = -1;
    std::string in_;
};

/// `GET path HTTP/1.1` with Host and these further lines, each ending with \r\n.
[[nodiscard]] std::string get(std::string_view path, std::string_view fields = {});
[[nodiscard]] std::string post(std::string_view path, std::string_view body);

}  // namespace offlist::test
