#include "config/sections/delisting.hpp"

#include "config/config_values.hpp"

namespace offlist::config {

void read_delisting(toml_section& s, const reading&, delisting_policy& into)
{
    set_number(s, "clean_answers", 1, 100, into.clean_answers);
    set_seconds(s, "spacing", into.spacing);
    set_seconds(s, "hold_window", into.hold_window);
    set_seconds(s, "hard_cap", into.hard_cap);
    set_seconds(s, "claim_timeout", into.claim_timeout);
    set_seconds(s, "default_deadline", into.default_deadline);
    set_seconds(s, "lapses_soon", into.lapses_soon);
    set_seconds(s, "quote_valid", into.quote_valid);
    set_seconds(s, "broken_after", into.broken_after);
    set_seconds(s, "grace", into.grace);
    if (s.has("again_within")) {
        const auto within = duration_of(s, "again_within", std::chrono::seconds{0}, std::chrono::days{366});
        if (within) into.again_within = std::chrono::ceil<std::chrono::seconds>(*within);
    }
    set_number(s, "most_ends", 0, 1'000'000, into.most_ends);
}

}  // namespace offlist::config
