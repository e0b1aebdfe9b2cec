// outlook.hpp: where a delisting stands, in a sentence for whoever pays: what we did, what we wait for, until when, and
// what happens to the money.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "delisting/job.hpp"
#include "delisting/policy.hpp"

namespace offlist {

struct job_outlook {
    std::string summary;
    /// When it changes by itself at the latest, if nothing else happens before; none: it has ended.
    std::optional<std::chrono::sys_seconds> next_at;
};

/// What a job that waits for the funds of its account finds there, in minor units of the fee's currency.
struct funds_outlook {
    std::int64_t to_pay = 0;  ///< what is missing
    std::int64_t frozen = 0;  ///< what is there, and disputes keep from it
};
[[nodiscard]] job_outlook outlook_of(const job& j, const funds_outlook& funds, const delisting_policy& policy);

}  // namespace offlist
