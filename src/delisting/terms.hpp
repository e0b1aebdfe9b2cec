// terms.hpp: what is sold, for how much and by which rules: the price book and [delisting] of the configuration.
//
// Values; made as a whole at start and at each reload, immutable afterwards, so safe from any thread.
#pragma once
#include <billing/price_book.hpp>
#include <optional>

#include "delisting/policy.hpp"

namespace offlist {

struct delisting_terms {
    std::optional<price_book> prices;  ///< none: the configuration names no price book, and nothing is sold
    delisting_policy policy;
    std::optional<seller> company{};  ///< none: no document is issued
    adjusting_bounds alone{};
};

}  // namespace offlist
