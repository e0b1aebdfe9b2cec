// webhook_config.hpp: the section [webhooks] of offlist.toml: what webhooks may do.
//
// Values, and functions that block for the file system, for one thread. Apart from config.hpp, because only the daemon
// sends anything to webhooks.
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>

namespace offlist::config {

struct webhook_config {
    std::size_t per_account = 10;               ///< and as many of staff
    std::chrono::milliseconds timeout{15'000};  ///< of one request
    bool allow_http = false;                    ///< for sandboxes
    bool allow_special_addresses = false;       ///< private and loopback ones too: for sandboxes and private networks
    std::string ca_file;                        ///< PEM, instead of the system's certificates
    bool operator==(const webhook_config&) const = default;
};

/// From the text of a configuration, of which the other sections are not looked at; `file` is for messages and relative
/// paths. Problems: an unknown key (names the nearest), a value of another type or out of range.
[[nodiscard]] loaded<webhook_config> parse_webhooks(std::string_view text, const std::filesystem::path& file);
/// The same for a file; none has the defaults.
[[nodiscard]] loaded<webhook_config> load_webhooks(const std::filesystem::path& file);

}  // namespace offlist::config
