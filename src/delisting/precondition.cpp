#include "delisting/precondition.hpp"

#include <algorithm>
#include <array>
#include <boost/assert.hpp>
#include <core/ascii.hpp>

namespace offlist {
namespace {

struct phrase {
    std::string_view words;
    precondition_kind kind;
};

// Definitions are written for people. These phrases decide, the first that occurs; each definition of lists.d is held
// against this table by a test.
constexpr std::array phrases{
    phrase{"only the network", precondition_kind::network_owner},
    phrase{"only the provider", precondition_kind::network_owner},
    phrase{"the network owner asks", precondition_kind::network_owner},
    phrase{"reverse dns", precondition_kind::reverse_dns},
    phrase{"e-mail from an address at", precondition_kind::postmaster},
    phrase{"responsible mailbox", precondition_kind::postmaster},
    phrase{"postmaster", precondition_kind::postmaster},
};

}  // namespace

std::string_view to_string(precondition_kind k)
{
    switch (k) {
        case precondition_kind::reverse_dns:
            return "reverse_dns";
        case precondition_kind::postmaster:
            return "postmaster";
        case precondition_kind::network_owner:
            return "network_owner";
        case precondition_kind::by_customer:
            return "by_customer";
    }
    BOOST_ASSERT_MSG(false, "no such precondition");
    return {};
}

precondition_kind kind_of_precondition(std::string_view words)
{
    std::string small(words);
    std::transform(small.begin(), small.end(), small.begin(), ascii_lower);
    // "PBL: …" binds those on one of several lists behind one zone, and nobody else
    if (small.find(": ") != std::string::npos) return precondition_kind::by_customer;
    for (const phrase& p : phrases)
        if (small.find(p.words) != std::string::npos) return p.kind;
    return precondition_kind::by_customer;
}

std::string_view to_string(standing s)
{
    switch (s) {
        case standing::in_order:
            return "in_order";
        case standing::wrong:
            return "wrong";
        case standing::could_not_check:
            return "could_not_check";
        case standing::not_checked:
            return "not_checked";
    }
    BOOST_ASSERT_MSG(false, "no such standing");
    return {};
}

}  // namespace offlist
