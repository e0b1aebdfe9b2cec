// control_record.hpp: how DNS shows that an account holds a subject: what its holder publishes, and looking for it.
//
//   a domain    TXT at _offlist-challenge.DOMAIN, or at DOMAIN itself
//   an address  the same at its reverse name; or its reverse DNS names a host, which leads back to it, of a domain that
//               the account has shown it holds
//   a range     the same TXT at each reverse zone that it is made of, or at the one that encloses it
//
// A record at the name itself does not count behind an alias: what stands there is another's to say. The label of the
// challenge may be an alias, which is how a customer lets somebody else publish it.
//
// The coroutine asks through the resolver port, on the executor that awaits it; the rest is pure.
#pragma once
#include <accounts/account.hpp>
#include <boost/asio/awaitable.hpp>
#include <offlist/resolver.hpp>
#include <store/accounts/subject_proofs.hpp>
#include <string>
#include <vector>

namespace offlist::services {

inline constexpr std::string_view challenge_label = "_offlist-challenge";

struct control_record {
    std::vector<std::string> at;  ///< a TXT record at each of these names …
    std::string or_at;            ///< … or at this one; empty: there is none
    std::string value;            ///< `offlist-challenge=` and the digits of the subject's challenge
};
/// Requires a pending subject.
[[nodiscard]] control_record record_for(const owned_subject& pending);

struct control_finding {
    bool shown = false;
    std::string detail;  ///< what was found, or what is missing, in plain words for the customer
};
/// A look-up that fails shows nothing. Ends at the first name that lacks the record: at most 129 look-ups, but for
/// those of reverse DNS.
[[nodiscard]] boost::asio::awaitable<control_finding> look_for_control(resolver& dns, store::subject_to_prove about);

}  // namespace offlist::services
