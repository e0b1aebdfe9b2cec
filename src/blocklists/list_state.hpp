// list_state.hpp: how far a list's answers can be believed, by its own test entries.
//
// Values only; safe from any thread.
#pragma once
#include <cstdint>
#include <string_view>

namespace offlist {

enum class list_state : std::uint8_t {
    unused,      ///< the inventory holds nothing that the list could be asked, or its turn has not come
    healthy,     ///< its test entries answer as they should
    unhealthy,   ///< they do not: the list itself is to blame
    unverified,  ///< nobody can tell: the network or the resolvers are to blame
    untested,    ///< it has no test entries, so nobody can ever tell
};
[[nodiscard]] std::string_view to_string(list_state s);

}  // namespace offlist
