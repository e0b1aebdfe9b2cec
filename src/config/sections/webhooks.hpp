// webhooks.hpp: the section [webhooks] of offlist.toml: what webhooks of customers and staff may do.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct webhook_config {
    std::size_t per_account = 10;               ///< and as many of staff
    std::chrono::milliseconds timeout{15'000};  ///< of one request
    bool allow_http = false;                    ///< for sandboxes
    bool allow_special_addresses = false;       ///< private and loopback ones too: for sandboxes and private networks
    std::string ca_file;                        ///< PEM, instead of the system's certificates
    bool operator==(const webhook_config&) const = default;
};

/// Notes: a number or span out of range.
void read_webhooks(toml_section& s, const reading& how, webhook_config& into);

}  // namespace offlist::config
