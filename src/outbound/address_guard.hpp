// address_guard.hpp: which addresses a transfer may connect to, asked at the moment that it connects.
//
// A check of the name before would be void: a name server that answers differently the second time (DNS rebinding)
// leads the connection elsewhere. One guard belongs to one transfer, on the thread of its loop.
#pragma once
#include <curl/curl.h>
#include <sys/socket.h>

#include <offlist/subject.hpp>
#include <string>

namespace offlist::outbound {

class address_guard {
public:
    explicit address_guard(special_addresses special) : special_(special) {}

    /// Makes `easy` ask before each connection. The guard must live as long as the transfer.
    void watch(CURL* easy);
    [[nodiscard]] bool allows(const sockaddr& address);
    /// The newest address that was refused, with what it is: "10.0.0.1, a private address (RFC 1918)"; else empty.
    [[nodiscard]] const std::string& refused() const { return refused_; }

private:
    special_addresses special_;
    std::string refused_;
};

}  // namespace offlist::outbound
