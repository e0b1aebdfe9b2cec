// process_usage.hpp: what this process uses of the machine, by proc(5).
//
// Reads /proc; safe from any thread. Numbers that cannot be read are 0.
#pragma once

namespace offlist::telemetry {

struct process_usage {
    double started = 0;  ///< seconds since the epoch
    double cpu_seconds = 0;
    double resident_octets = 0;
    double descriptors = 0;
    double most_descriptors = 0;
};

[[nodiscard]] process_usage usage_of_this_process();

}  // namespace offlist::telemetry
