// listing_state.hpp: where the confirmation of a listing stands, as its row holds it.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <listing/listing.hpp>
#include <optional>

namespace offlist::store {

/// The columns of state_of(), in its order.
inline constexpr const char* state_columns =
    "state, agreeing, counted, resolver, counted_at, ask_again, verified_at, unverified_since";

[[nodiscard]] inline listing state_of(int state, std::uint8_t agreeing, std::uint8_t counted, std::uint8_t resolver,
                                      std::chrono::sys_seconds counted_at, std::chrono::sys_seconds ask_again,
                                      std::chrono::sys_seconds verified_at,
                                      std::optional<std::chrono::sys_seconds> unverified_since)
{
    return {.state = static_cast<listing_state>(state),
            .agreeing = agreeing,
            .counted = counted,
            .resolver = resolver,
            .counted_at = counted_at,
            .ask_again = ask_again,
            .verified_at = verified_at,
            .unverified_since = unverified_since};
}

}  // namespace offlist::store
