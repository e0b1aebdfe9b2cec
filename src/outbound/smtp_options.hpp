// smtp_options.hpp: the mail server through which mail leaves.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace offlist::outbound {

enum class smtp_security : std::uint8_t {
    starttls,  ///< TLS before anything else is said; without it nothing is
    tls,       ///< TLS from the first octet
    none,      ///< for a mail server on this machine
};

struct smtp_options {
    std::string server;  ///< name or address; the operator's own configuration, so any address is connected to
    std::uint16_t port = 587;
    smtp_security security = smtp_security::starttls;
    std::string user{};      ///< empty: no login
    std::string password{};  ///< a secret
    std::string ca_file{};   ///< certificates (PEM) that are trusted instead of the system's; empty: the system's
    std::chrono::milliseconds timeout{
        60'000};  ///< for one mail, from the wait for a place to the last answer; each answer within half of it
    bool operator==(const smtp_options&) const = default;
};

}  // namespace offlist::outbound
