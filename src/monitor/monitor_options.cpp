#include "monitor/monitor_options.hpp"

#include <core/duration.hpp>

namespace offlist {
namespace {

using std::chrono::seconds;

parsed<void> within(const char* key, seconds value, seconds least, seconds most)
{
    if (value >= least && value <= most) return {};
    return problem{.what = std::string(key) + " = " + to_string(value),
                   .expected = to_string(least) + " to " + to_string(most)};
}

}  // namespace

parsed<void> usable(const monitor_options& options)
{
    if (auto ok = usable(options.confirmation); !ok) return ok;
    if (auto ok = within("slice", options.slice, seconds(1), seconds(600)); !ok) return ok;
    if (auto ok = within("interval", options.interval, options.slice, std::chrono::hours(24 * 30)); !ok) return ok;
    if (auto ok = within("listed_interval", options.listed_interval, options.slice, options.interval); !ok) return ok;
    if (auto ok = within("stop_within", options.stop_within, seconds(1), seconds(600)); !ok) return ok;
    if (!(options.mass.mass_share >= 0 && options.mass.mass_share <= 1))
        return problem{.what = "mass_share = " + std::to_string(options.mass.mass_share), .expected = "0 to 1"};
    if (!(options.mass.mass_closing_share > 0 && options.mass.mass_closing_share <= 1))
        return problem{.what = "mass_closing_share = " + std::to_string(options.mass.mass_closing_share),
                       .expected = "more than 0, to 1"};
    return {};
}

}  // namespace offlist
