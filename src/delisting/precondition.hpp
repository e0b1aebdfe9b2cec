// precondition.hpp: what an operator demands before a listing is removed, and whether it is so.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace offlist {

/// The kinds that `requires` of list definitions comes to. What no kind is known for is the customer's to see to.
enum class precondition_kind : std::uint8_t {
    reverse_dns,    ///< the address has a name of its own that leads back to it
    postmaster,     ///< the domain behind the address, or the domain itself, takes mail
    network_owner,  ///< only the owner of the network, or its provider, is heard
    by_customer,    ///< what DNS cannot tell: the cause is stopped, the host is clean …
};
/// `reverse_dns` …
[[nodiscard]] std::string_view to_string(precondition_kind k);

/// By the words of a list's definition.
[[nodiscard]] precondition_kind kind_of_precondition(std::string_view words);

enum class standing : std::uint8_t {
    in_order,
    wrong,
    could_not_check,  ///< a look-up failed: neither in order nor wrong
    not_checked,      ///< DNS cannot tell, or nobody has asked
};
[[nodiscard]] std::string_view to_string(standing s);

struct precondition {
    precondition_kind kind = precondition_kind::by_customer;
    std::string text;  ///< the definition's words
    standing now = standing::not_checked;
    std::string detail;  ///< what was found, in plain words; empty when it is in order or was not checked
    bool operator==(const precondition&) const = default;
};

}  // namespace offlist
