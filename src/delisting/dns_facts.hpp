// dns_facts.hpp: what DNS says about a subject that operators demand before they remove it: reverse DNS that confirms
// forward, a name of its own, a domain that takes mail.
//
// The coroutine asks through the resolver port, on the executor that awaits it; everything else is pure.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <offlist/resolver.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <string>
#include <vector>

#include "delisting/precondition.hpp"

namespace offlist {

/// One thing that was looked up.
struct dns_fact {
    standing now = standing::not_checked;
    std::string detail;  ///< what was found, in plain words
    bool operator==(const dns_fact&) const = default;
};

struct dns_facts {
    dns_fact reverse_dns;
    dns_fact postmaster;
};

/// Which of them are asked about.
struct dns_needs {
    bool reverse_dns = false;
    bool postmaster = false;
    [[nodiscard]] bool any() const { return reverse_dns || postmaster; }
};

/// What `requires` of a definition needs to be looked up for a subject of this kind. A domain has no reverse DNS.
[[nodiscard]] dns_needs needs_of(const std::vector<std::string>& preconditions, subject_kind kind);

/// Asks: PTR, then each of its names forward (RFC 1912 section 2.1), then MX or, without one, an address (RFC 5321
/// section 5.1). At most a dozen questions. A look-up that fails makes nothing wrong and nothing right.
[[nodiscard]] boost::asio::awaitable<dns_facts> look_up(resolver& dns, subject about, dns_needs what);

/// The names of an address that lead back to it, of the first few that its reverse DNS has. Empty: none does, or DNS
/// could not be asked.
[[nodiscard]] boost::asio::awaitable<std::vector<std::string>> confirmed_names(resolver& dns, subject address);

}  // namespace offlist
