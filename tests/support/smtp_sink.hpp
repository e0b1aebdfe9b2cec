// smtp_sink.hpp: Debian's aiosmtpd as a child process: a real mail server that keeps what it gets, with faults.
//
// The recipient's name asks for the fault: rcpt-451@… and rcpt-550@… (refused), data-451@… and data-554@… (the content
// is refused), drop-rcpt@… (the connection breaks before the content), drop-data@… (kept, and the connection breaks
// before the answer), hang-data@… (kept, and no answer comes). For one thread.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace offlist::test {

class smtp_sink {
public:
    /// `mode`: plain, starttls, tls. The login is offlist, swordfish. Throws std::runtime_error when it does not start.
    explicit smtp_sink(const std::string& mode = "plain");
    ~smtp_sink();
    smtp_sink(const smtp_sink&) = delete;
    smtp_sink& operator=(const smtp_sink&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// The certificate that vouches for `localhost`, in the modes with TLS.
    [[nodiscard]] std::string certificate() const { return (folder_ / "cert.pem").string(); }
    /// What was kept, in order: from, to, data, tls, user, hello.
    [[nodiscard]] std::vector<nlohmann::json> mails() const;

private:
    std::filesystem::path folder_;
    pid_t pid_ = -1;
    int input_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace offlist::test
