// payments.hpp: the section [payments] of offlist.toml: what customers may pay in, and where they come back to.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <billing/payment_schedule.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct payments_config {
    std::string public_url;  ///< where customers and gateways reach this service, without the slash at the end
    std::string
        return_url;  ///< where customers go after they have paid; else public_url and /paid, a page that says so
    payment_policy schedule;
    std::optional<std::int64_t> least;  ///< cents
    std::optional<std::int64_t> most;   ///< cents
    std::string ca_file;                ///< of the gateways' certificates; empty: the system's
    bool operator==(const payments_config&) const = default;
};

/// Notes: no URL that can be used, an amount that is none, bounds the wrong way round.
void read_payments(toml_section& s, const reading& how, payments_config& into);

}  // namespace offlist::config
