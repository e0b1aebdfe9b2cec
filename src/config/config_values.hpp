// config_values.hpp: what one key of offlist.toml may hold: durations, numbers within bounds, paths, addresses.
//
// Used on one thread while a file is read. Slow to compile (toml++); included where sections are read, nowhere else.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <core/toml_section.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "config/service_config.hpp"

namespace offlist::config {

/// The value of `key`; none when it is missing or, after a problem was noted, wrong.
[[nodiscard]] std::optional<std::chrono::milliseconds> duration_of(
    toml_section& s, std::string_view key, std::chrono::milliseconds least = std::chrono::milliseconds(1));
[[nodiscard]] std::optional<std::int64_t> number_of(toml_section& s, std::string_view key, std::int64_t least,
                                                    std::int64_t most);
/// A relative one is taken from `directory`.
[[nodiscard]] std::optional<std::filesystem::path> path_of(toml_section& s, std::string_view key,
                                                           const std::filesystem::path& directory);

// The sections of the daemon. `directory` is the configuration's own.
void read_store(toml_section& s, const std::filesystem::path& directory, store_config& into);
void read_http(toml_section& s, const std::filesystem::path& directory, http_config& into);
void read_schedule(toml_section& s, const std::filesystem::path& directory, schedule_config& into);
void read_delisting(toml_section& s, delisting_policy& into);
void read_log(toml_section& s, log_config& into);
void read_service(toml_section& s, service_config& into);

}  // namespace offlist::config
